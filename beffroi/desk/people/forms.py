"""The form at the desk's entrance."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from beffroi.lib import throttle
from beffroi.lib.refusals import Refusal
from beffroi.people.models import Account

#: Wrong attempts in five minutes: for one account from one address, for one account, from one address. A whole town
#: hall may share one address at eight in the morning.
PAIR, ACCOUNT, ADDRESS, SECONDS = 5, 20, 200, 300


class SignInForm(forms.Form):
    """E-mail address and password. A wrong pair is refused in one sentence that does not say which is wrong."""

    email = forms.EmailField(
        label=_("Adresse e-mail professionnelle"),
        error_messages={
            "required": _("Indiquez votre adresse e-mail professionnelle."),
            "invalid": _("Indiquez une adresse e-mail complète, par exemple prenom.nom@commune.be."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        error_messages={"required": _("Indiquez votre mot de passe.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.request = request
        self.account: Account | None = None

    def clean(self) -> dict[str, object]:
        """Find the account; attempts are counted before the password is looked at, and not at all when it is right."""
        values = super().clean() or {}
        if not self.errors:
            counts = self._counts(values["email"].lower())
            try:
                for name, who, limit in counts:
                    throttle.hit(name, who, limit=limit, seconds=SECONDS)
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal), code=refusal.code) from None
            self.account = authenticate(self.request, username=values["email"], password=values["password"])
            if self.account is None:
                raise forms.ValidationError(
                    _("L’adresse e-mail ou le mot de passe n’est pas correct."), code="mismatch"
                )
            for name, who, _limit in counts:
                throttle.take_back(name, who, seconds=SECONDS)
        return values

    def _counts(self, email: str) -> list[tuple[str, str, int]]:
        """What is counted, for whom, and up to how many."""
        address = get_adapter().get_client_ip(self.request)
        return [
            ("desk_sign_in", f"{email} {address}", PAIR),
            ("desk_sign_in_account", email, ACCOUNT),
            ("desk_sign_in_address", address, ADDRESS),
        ]
