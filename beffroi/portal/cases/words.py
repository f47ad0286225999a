"""The few words that every citizen reads for every procedure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beffroi.ui import spoken
from beffroi.ui.phases import PHASES

_TURNS: dict[str, Promise] = {
    "applicant": _("C’est à vous d’agir."),
    "commune": _("C’est à nous d’agir. Vous n’avez rien à faire."),
    "authority": _("Nous attendons une décision. Vous n’avez rien à faire."),
    "outside": _("Nous attendons la réponse d’un autre service. Vous n’avez rien à faire."),
}


def turn_sentence(phase: str, next_turn: str) -> str:
    """Who has the ball, in one sentence."""
    if phase in ("closed", "delivered"):
        return str(_("C’est fait. Vous n’avez rien à faire."))
    if phase == "refused":
        return str(_("Votre demande est refusée. La lettre explique pourquoi et comment contester."))
    if phase == "withdrawn":
        return str(_("Vous avez retiré cette demande."))
    return str(_TURNS.get(next_turn, _TURNS["commune"]))


def turn_state(phase: str, next_turn: str) -> str:
    """The state of the box that says who has the ball."""
    if phase in ("closed", "delivered"):
        return "done"
    if phase == "refused":
        return "refused"
    return "waiting" if next_turn == "applicant" else "progress"


def phase_steps(phase: str, submitted_at: datetime, ended_at: datetime | None) -> list[dict[str, Any]]:
    """The line of phases: received, in progress, then how it ends."""
    last, last_state = (phase, "done") if phase in ("refused", "withdrawn") else ("delivered", "next")
    over = phase in ("delivered", "closed", "refused", "withdrawn")
    middle = phase if phase in ("waiting_applicant", "waiting_authority", "decided") else "in_progress"
    begun = over or phase not in ("received", "draft")
    ended = spoken.moment(ended_at) if ended_at else ""
    return [
        {
            "label": PHASES["received"][0],
            "state": "done" if begun else "current",
            "when": spoken.moment(submitted_at),
        },
        {"label": PHASES[middle][0], "state": "done" if over else "current" if begun else "next"},
        {"label": PHASES[last][0], "state": "done" if over else last_state, "when": ended},
    ]
