"""allauth keeps its own writes: what it announces becomes a fact here."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in, user_signed_up
from django.dispatch import receiver
from django.http import HttpRequest

from beffroi.people import actions
from beffroi.people.models import Account

from .sessions import adopt_drafts


@receiver(user_signed_up, dispatch_uid="portal.people.announce_account")
def announce_account(user: Account, **_: Any) -> None:
    """Somebody made an account by e-mail; the address is still to be confirmed."""
    actions.announce_account(account=user, verified=False)


@receiver(user_logged_in, dispatch_uid="portal.people.keep_drafts")
def keep_drafts(request: HttpRequest, user: Account, **_: Any) -> None:
    """Somebody came in by e-mail: what they had begun is theirs."""
    adopt_drafts(request, user)
