"""Background work of the sign-in screens."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from email.utils import formataddr
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage

from beffroi.journal.actions import task
from beffroi.lib.vault import vault
from beffroi.people import queries as people

_PURPOSE = "account mail"


@dataclass(frozen=True, slots=True)
class AccountMail:
    """A mail about an account: confirmation of an address, new password, warning. Never kept once sent."""

    subject: str
    body: str = field(repr=False)
    to: str = field(repr=False)

    def seal(self) -> str:
        """The mail as an encrypted token, for the arguments of a job."""
        return vault().encrypt_text(json.dumps(asdict(self)), _PURPOSE)

    @classmethod
    def unseal(cls, token: str) -> Self:
        """Read what ``seal`` gave. Raises VaultError."""
        return cls(**json.loads(vault().decrypt_text(token, _PURPOSE)))


@task("portal.send_account_mail")
def send_account_mail(*, sealed: str) -> None:
    """Hand the mail to the mail server. Repeating it sends the mail twice, which is harmless."""
    mail, commune = AccountMail.unseal(sealed), people.organisation()
    answers = commune.contact.get("email", "")
    EmailMessage(
        mail.subject,
        mail.body,
        from_email=formataddr((commune.name, settings.DEFAULT_FROM_EMAIL)),
        to=[mail.to],
        reply_to=[answers] if answers else None,
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: no holiday answers
    ).send()
