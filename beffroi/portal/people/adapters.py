"""How allauth does things in this house: words, mails and sessions."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.requests import RequestSite
from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from beffroi.journal import actions as journal
from beffroi.people import queries as people
from beffroi.people.models import Account

from . import sessions
from .tasks import AccountMail


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts by e-mail and password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Ce compte est fermé."),
        "duplicate_email": _("Cette adresse est déjà celle de votre compte."),
        "email_password_mismatch": _("L’adresse e-mail ou le mot de passe n’est pas correct."),
        "email_taken": _("Cette adresse ne peut pas être utilisée ici."),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
        "incorrect_password": _("Ce mot de passe n’est pas correct."),
        "invalid_or_expired_key": _("Ce lien n’est plus valable."),
        "invalid_login": _("L’adresse e-mail ou le mot de passe n’est pas correct."),
        "invalid_password_reset": _("Ce lien n’est plus valable."),
        "rate_limited": _("Trop d’essais. Attendez quelques minutes, puis recommencez."),
        "too_many_login_attempts": _("Trop d’essais. Attendez quelques minutes, puis recommencez."),
    }

    def login(self, request: HttpRequest, user: Account) -> None:
        """Open the account, and note that an e-mail address is all that was proved."""
        super().login(request, user)
        sessions.signed_in_by_email(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Only this site: allauth would also accept every host of ALLOWED_HOSTS."""
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail now and leave the sending to a job: nobody waits for a mail server.

        The text holds an address and often a link that opens an account, so the job carries it encrypted.
        """
        full = {
            "request": self.request,
            "email": email,
            "current_site": RequestSite(self.request),
            "organisation": people.organisation(),
            **context,
        }
        message = self.render_mail(template_prefix, email, full)
        mail = AccountMail(subject=message.subject, body=message.body, to=email)
        with transaction.atomic():
            journal.enqueue("portal.send_account_mail", key=str(uuid4()), args={"sealed": mail.seal()})
