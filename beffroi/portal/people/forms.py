"""allauth's forms in our words: no placeholder in the place of a label, and messages that say what to do."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

_ADDRESS = _("Adresse e-mail")
_EMAIL = _("Indiquez votre adresse e-mail.")
_EMAIL_SHAPE = _("Indiquez une adresse e-mail complète, par exemple nom@exemple.be.")
_PASSWORD = _("Indiquez votre mot de passe.")
_CHOOSE = _("Choisissez un mot de passe.")
_CHOOSE_HELP = _(
    "Au moins dix caractères. Une phrase courte est facile à retenir et difficile à deviner : "
    "« trois vélos verts ». Vous pouvez coller un mot de passe."
)


def _say(field: forms.Field, label: Any, missing: Any, help_text: Any = "", autocomplete: str = "") -> None:
    field.label, field.help_text = label, help_text
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)
    if autocomplete:
        field.widget.attrs["autocomplete"] = autocomplete


def _say_email(field: forms.Field, help_text: Any = "", label: Any = _ADDRESS) -> None:
    _say(field, label, _EMAIL, help_text, "email")
    field.error_messages["invalid"] = _EMAIL_SHAPE
    field.validators = [
        EmailValidator(_EMAIL_SHAPE) if isinstance(v, EmailValidator) else v for v in field.validators
    ]


class SignInForm(allauth.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_email(self.fields["login"])
        _say(self.fields["password"], _("Mot de passe"), _PASSWORD)


class SignUpForm(allauth.SignupForm):  # type: ignore[misc]
    """A new account: an address to confirm, and a password typed once, which can be shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_email(
            self.fields["email"], _("Nous y envoyons un lien pour confirmer que cette adresse est la vôtre.")
        )
        _say(self.fields["password1"], _("Mot de passe"), _CHOOSE, _CHOOSE_HELP, "new-password")


class ForgottenForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link that lets choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_email(self.fields["email"])


class _OneNewPassword:
    """One box for a new password: it can be shown, so typing it twice would prove nothing."""

    fields: dict[str, forms.Field]

    def once(self) -> None:
        self.fields.pop("password2")
        _say(self.fields["password1"], _("Nouveau mot de passe"), _CHOOSE, _CHOOSE_HELP, "new-password")


class NewPasswordForm(_OneNewPassword, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, after the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.once()


class FirstPasswordForm(_OneNewPassword, allauth.SetPasswordForm):  # type: ignore[misc]
    """A password for an account opened with eID or itsme."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.once()


class ChangePasswordForm(_OneNewPassword, allauth.ChangePasswordForm):  # type: ignore[misc]
    """Another password, for somebody who knows theirs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["oldpassword"], _("Mot de passe actuel"), _PASSWORD)
        self.once()


class AddressForm(allauth.AddEmailForm):  # type: ignore[misc]
    """Another e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_email(
            self.fields["email"],
            _("L’adresse change quand vous ouvrez le lien que nous y envoyons."),
            _("Nouvelle adresse e-mail"),
        )


class AgainForm(allauth.ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something sensitive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("Mot de passe"), _PASSWORD)


class LanguageForm(forms.Form):
    """The language of messages and documents."""

    language = forms.ChoiceField(
        label=_("Dans quelle langue la commune vous écrit-elle ?"),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une langue."),
            "invalid_choice": _("Choisissez une langue."),
        },
    )
