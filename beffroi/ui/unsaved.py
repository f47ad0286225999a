"""What somebody typed on a page that could not be saved: their session had ended, or an answer could not be read.

So does a page that comes back with one line more or less, as it was typed: that one is not announced (``told``).

It waits in the new session, encrypted, until the page is opened and saved; only the latest page is kept.
"""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest

from beffroi.lib.vault import VaultError, vault

Raw = dict[str, list[str]]

_KEY = "unsaved"
_CONTEXT = "portal.unsaved"
#: More than this is not a form that people fill in by hand, in characters.
_MOST = 100_000


def keep(request: HttpRequest, draft_id: UUID, page: str, raw: Raw, *, told: bool = True) -> None:
    """Remember what was typed on a page of a draft."""
    text = json.dumps(raw)
    if len(text) <= _MOST:
        sealed = vault().encrypt_text(text, _CONTEXT)
        request.session[_KEY] = {"draft": str(draft_id), "page": page, "answers": sealed, "told": told}


def page_of(request: HttpRequest, draft_id: UUID) -> str:
    """The page of this draft for which something waits; empty when nothing does."""
    kept = request.session.get(_KEY, {})
    return str(kept["page"]) if kept.get("draft") == str(draft_id) else ""


def to_tell(request: HttpRequest) -> bool:
    """Whether the person is told that what they typed was kept."""
    return bool(request.session.get(_KEY, {}).get("told", True))


def answers(request: HttpRequest, draft_id: UUID, page: str) -> Raw | None:
    """What waits for this page, as it was typed; None when nothing does."""
    if not page or page_of(request, draft_id) != page:
        return None
    try:
        found: Raw = json.loads(vault().decrypt_text(request.session[_KEY]["answers"], _CONTEXT))
    except VaultError:
        return None
    return found


def forget(request: HttpRequest, draft_id: UUID) -> None:
    """The draft was saved: nothing waits any more."""
    if page_of(request, draft_id):
        del request.session[_KEY]
