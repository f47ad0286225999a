"""What a browser session remembers of a visitor who has no account: the drafts begun or taken up here."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from beffroi.cases.models import Draft

_KEY = "drafts"
_MOST = 20


def session_drafts(request: HttpRequest) -> frozenset[UUID]:
    """The drafts of this browser session."""
    return frozenset(UUID(text) for text in request.session.get(_KEY, []))


def remember_draft(request: HttpRequest, draft: Draft) -> None:
    """Let this browser session open a draft again; the oldest of more than twenty is let go.

    A draft that belongs to an account is opened by that account, so no session need remember it.
    """
    if draft.account_id is not None:
        return
    kept = [text for text in request.session.get(_KEY, []) if text != str(draft.pk)]
    request.session[_KEY] = [*kept, str(draft.pk)][-_MOST:]


def address_of(request: HttpRequest) -> str:
    """The visitor's network address, to count attempts; it is stored hashed only."""
    return str(request.META.get("REMOTE_ADDR", ""))
