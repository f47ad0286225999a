"""What the portal's session remembers of who signed in, and of who is away at the federal service."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from beffroi.cases import actions as cases
from beffroi.lib import clock
from beffroi.people.actions import Pending
from beffroi.people.models import Account
from beffroi.people.policies import Actor, Level
from beffroi.portal.visitors import session_drafts

IDENTITY = "identity"
_AWAY = "identifications"
#: Identifications begun in several tabs at once; the oldest is forgotten.
_MOST_AWAY = 4
#: What a visitor began before signing in follows them, whichever account they turn out to own.
_FOLLOWS = ("drafts", "tracked", "unsaved")
_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def actor_of(request: HttpRequest) -> Actor:
    """Who acts (``config.middleware.WhoActs``)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def account_of(request: HttpRequest) -> Account | None:
    """The account that is open in this session."""
    return request.user if isinstance(request.user, Account) else None


def safe_next(request: HttpRequest, asked: str | None, otherwise: str = "") -> str:
    """An address to go on to, only within this site; else ``otherwise``, else the private space."""
    if asked and url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return asked
    return otherwise or settings.LOGIN_REDIRECT_URL


def remember(request: HttpRequest, *, level: int, method: str) -> None:
    """Note how this session's person proved who they are. It holds until they sign out or the session ends."""
    request.session[IDENTITY] = {"level": int(level), "method": method, "at": clock.now().isoformat()}


def sign_in(request: HttpRequest, account: Account, *, level: int, method: str) -> None:
    """Open the account in this session, under a fresh session key, and note the proof."""
    kept = {name: request.session[name] for name in _FOLLOWS if name in request.session}
    login(request, account, backend=_BACKEND)  # empties the session when another account was open in it
    request.session.update(kept)
    request.session.cycle_key()  # login() keeps the key of an account that is already open: a new level, a new key
    remember(request, level=level, method=method)
    adopt_drafts(request, account)


def signed_in_by_email(request: HttpRequest) -> None:
    """Note a sign-in with a password, or by the link in a mail."""
    remember(request, level=Level.EMAIL, method="email")


def adopt_drafts(request: HttpRequest, account: Account) -> None:
    """What was begun in this session before signing in is found again in the account, on every device."""
    cases.adopt_drafts(account_id=account.pk, session_drafts=session_drafts(request))


def send_away(request: HttpRequest, pending: Pending, onward: str) -> None:
    """Remember somebody who leaves for the federal service, and where they were going."""
    away = dict(request.session.get(_AWAY, {}))
    away[pending.state] = {"pending": pending.as_json(), "next": onward}
    request.session[_AWAY] = dict(list(away.items())[-_MOST_AWAY:])


def come_back(request: HttpRequest) -> tuple[Pending, str] | None:
    """Who this answer is for, once; None when nobody of this session left with this state."""
    away: dict[str, Any] = dict(request.session.get(_AWAY, {}))
    found = away.pop(request.GET.get("state", ""), None)
    if found is None:
        return None
    request.session[_AWAY] = away
    return Pending.from_json(found["pending"]), found["next"]


def return_address() -> str:
    """Where the federal service sends people back: the address registered there."""
    return f"{settings.BASE_URL}{reverse('portal:identified')}"
