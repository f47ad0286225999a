"""Who may find what."""

from __future__ import annotations

from uuid import UUID

from .rules import NEVER_PUBLIC, PUBLIC


def audience_of(account_id: UUID) -> str:
    """The audience that is one account."""
    return f"account:{account_id}"


def may_be_found_by(kind: str, audience: str) -> bool:
    """Whether objects of a kind may stand in the index of an audience: nothing of a dossier is public."""
    return audience != PUBLIC or kind not in NEVER_PUBLIC
