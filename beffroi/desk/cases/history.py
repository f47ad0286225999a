"""The facts of a case as a line of time that a newcomer reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.journal import queries as journal
from beffroi.ui.languages import in_french, sentence

from .words import OUTCOMES, phase_tag

#: Facts that another one already tells: a step that is reached offers its task, a decision ends it.
_QUIET = frozenset({"TableEvaluated", "MessageDelivered", "TaskOffered", "TaskCompleted"})

_ROLES = {"citizen": _("la personne qui demande"), "system": _("Beffroi"), "": _("Beffroi")}


def entries(
    events: Sequence[Any], steps: Mapping[str, str], agents: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """The facts, the latest first: what, when, by whom. ``steps`` and ``agents`` give the names of both."""
    return [_entry(event, steps, agents) for event in reversed(events) if event.name not in _QUIET]


def _entry(event: Any, steps: Mapping[str, str], agents: Mapping[UUID, str]) -> dict[str, Any]:
    moved = event.phase_after and event.phase_after != event.phase_before
    return {
        "what": _what(event, steps),
        "at": event.occurred_at,
        "who": agents.get(event.actor_uuid) or str(_ROLES.get(event.role, _("un agent"))),
        "text": "",
        "state": phase_tag(event.phase_after)[1] if moved else "neutral",
    }


def _what(event: Any, steps: Mapping[str, str]) -> str:
    if event.name == "StatusChanged":
        step = event.payload.get("status_after", "")
        return sentence(gettext("Étape : %(step)s"), step=in_french(steps.get(step, step)))
    if event.name == "VersionChanged":
        number = event.payload.get("version_after", "")
        return gettext("Passé à la version %(number)s de la démarche") % {"number": number}
    if event.name == "DecisionMade":
        outcome = event.payload.get("outcome", "")
        return gettext("Décision : %(outcome)s") % {"outcome": OUTCOMES.get(outcome, (outcome, ""))[0]}
    known = journal.facts_registry().get(event.name)
    return str(known.label) if known else event.name
