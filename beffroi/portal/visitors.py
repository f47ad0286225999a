"""What a browser session remembers of a visitor who has no account: the drafts begun or taken up here."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

_KEY = "drafts"
_MOST = 20


def session_drafts(request: HttpRequest) -> frozenset[UUID]:
    """The drafts of this browser session."""
    return frozenset(UUID(text) for text in request.session.get(_KEY, []))


def remember_draft(request: HttpRequest, draft_id: UUID) -> None:
    """Let this browser session open a draft again; the oldest of more than twenty is let go."""
    kept = [text for text in request.session.get(_KEY, []) if text != str(draft_id)]
    request.session[_KEY] = [*kept, str(draft_id)][-_MOST:]


def address_of(request: HttpRequest) -> str:
    """The visitor's network address, to count attempts; it is stored hashed only."""
    return str(request.META.get("REMOTE_ADDR", ""))
