"""The facts of a case as a line of time that a newcomer reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.journal import queries as journal
from beffroi.ui.phases import phase_tag

#: Facts that repeat what another one already says.
_QUIET = frozenset({"TableEvaluated", "MessageDelivered"})

_ROLES = {"citizen": _("la personne qui demande"), "system": _("Beffroi"), "": _("Beffroi")}


def entries(events: Sequence[Any]) -> list[dict[str, Any]]:
    """The facts, the latest first: what, when, by whom, and where the case stood then."""
    return [_entry(event) for event in reversed(events) if not _is_quiet(event)]


def _is_quiet(event: Any) -> bool:
    unmoved = event.name == "StatusChanged" and event.phase_after == event.phase_before
    return unmoved or event.name in _QUIET


def _entry(event: Any) -> dict[str, Any]:
    known = journal.facts_registry().get(event.name)
    moved = event.phase_after and event.phase_after != event.phase_before
    word, state = phase_tag(event.phase_after) if moved else ("", "neutral")
    return {
        "what": str(known.label) if known else event.name,
        "at": event.occurred_at,
        "who": str(_ROLES.get(event.role, _("un agent"))),
        "text": str(word),
        "state": state,
    }
