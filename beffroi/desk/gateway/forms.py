"""What is typed about a connector: a reason, a secret, example values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.gateway.models import Connector
from beffroi.lib.figures import whole


class ApproveForm(forms.Form):
    """The agent has read what leaves."""

    read = forms.BooleanField(
        label=gettext_lazy("J’ai lu à qui les données partent, lesquelles et pourquoi"),
        error_messages={"required": gettext_lazy("Cochez la case après avoir lu la déclaration.")},
    )


class WithdrawForm(forms.Form):
    """Why it is called no more."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi retirer ce connecteur ?"),
        help_text=gettext_lazy(
            "En une phrase. Plus rien ne part ; les dossiers qui attendent sont rendus aux agents."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Écrivez pourquoi vous retirez ce connecteur.")},
    )


class SecretForm(forms.Form):
    """The token, password or key; it is never shown again."""

    secret = forms.CharField(
        label=gettext_lazy("Secret donné par le service"),
        strip=False,
        max_length=4000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Écrivez le secret.")},
    )

    def __init__(self, connector: Connector, data: Any = None) -> None:
        super().__init__(data)
        if connector.said.authentication.kind == "basic":
            self.fields["secret"].help_text = _("Le nom, deux points, le mot de passe : nom:mot-de-passe")


class TryForm(forms.Form):
    """An example of each value that goes out."""

    def __init__(self, connector: Connector, data: Any = None) -> None:
        super().__init__(data, prefix="essai")
        self.sends = connector.said.sends
        for sent in self.sends:
            self.fields[sent.name] = self._field(sent)

    def _field(self, sent: Any) -> forms.Field:
        said: dict[str, Any] = {"label": sent.label or sent.name, "required": sent.required}
        if sent.type == "yes_no":
            choices = [("", _("Choisissez")), ("true", _("Oui")), ("false", _("Non"))]
            return forms.ChoiceField(choices=choices, **said)
        help_text = _("Par exemple 2026-11-24.") if sent.type == "date" else ""
        return forms.CharField(max_length=500, help_text=help_text, **said)

    def refuse(self, name: str, why: str) -> None:
        """What is wrong with a value, beside its box; a declaration may have a place that none of them fills."""
        self.add_error(name if name in self.fields else None, why)

    def values(self) -> dict[str, Any]:
        """What was typed, in the types of the declaration; a figure that is none stays text and is refused."""
        found: dict[str, Any] = {}
        for sent in self.sends:
            text = self.cleaned_data[sent.name]
            if text == "":
                continue
            if sent.type == "number":
                number = whole(text)
                found[sent.name] = text if number is None else number
            else:
                found[sent.name] = text == "true" if sent.type == "yes_no" else text
        return found
