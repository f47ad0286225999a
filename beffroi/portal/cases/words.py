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
    "authority": _("Nous attendons une réponse. Vous n’avez rien à faire."),
    "outside": _("Nous attendons la réponse d’un autre service. Vous n’avez rien à faire."),
}


def turn_sentence(phase: str, next_turn: str) -> str:
    """Who has the ball, in one sentence."""
    if phase == "closed":
        return str(_("C’est fait. Vous n’avez rien à faire."))
    if phase == "delivered":  # what its package says next may still be for the applicant
        return str(_("C’est fait."))
    if phase == "refused":
        return str(_("Votre demande est refusée. La lettre explique pourquoi et comment contester."))
    if phase == "withdrawn":
        return str(_("Vous avez retiré cette demande."))
    if phase == "decided":  # what follows may be for the applicant: to come to the counter, to pay
        return str(_("La décision est prise."))
    return str(_TURNS.get(next_turn, _TURNS["commune"]))


def turn_state(phase: str, next_turn: str) -> str:
    """The state of the box that says who has the ball."""
    if phase in ("closed", "delivered"):
        return "done"
    if phase == "refused":
        return "refused"
    return "waiting" if next_turn == "applicant" else "progress"


def phase_steps(
    phase: str, nature: str, submitted_at: datetime, ended_at: datetime | None
) -> list[dict[str, Any]]:
    """The line of phases: received, in progress, then how it ends. Only a document is delivered."""
    over = phase in ("delivered", "closed", "refused", "withdrawn")
    last = phase if over and phase != "delivered" else "delivered" if nature == "document" else "closed"
    last_state = "next" if not over else "current" if phase in ("refused", "withdrawn") else "done"
    middle = phase if phase in ("waiting_applicant", "waiting_authority", "decided") else "in_progress"
    begun = over or phase not in ("received", "draft")
    ended = spoken.moment(ended_at) if ended_at else ""
    return [
        {
            "label": PHASES["received"][0],
            "state": "done" if begun else "current",
            "when": spoken.moment(submitted_at),
        },
        {
            "label": PHASES[middle][0],
            "state": "done" if over else "current" if begun else "next",
            "sign": PHASES[middle][1],
        },
        {"label": PHASES[last][0], "state": last_state, "sign": PHASES[last][1], "when": ended},
    ]
