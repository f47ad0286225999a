"""The closed list of stages that every status of every procedure belongs to, and who has the ball in each."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Phase(StrEnum):
    """*Avancement*: the citizen reads the same words for every procedure, the desk lists them together."""

    DRAFT = "draft"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    WAITING_APPLICANT = "waiting_applicant"
    WAITING_AUTHORITY = "waiting_authority"
    DECIDED = "decided"
    DELIVERED = "delivered"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


#: What the citizen reads.
LABELS: Final[dict[Phase, str | Promise]] = {
    Phase.DRAFT: _("Brouillon"),
    Phase.RECEIVED: _("Reçue"),
    Phase.IN_PROGRESS: _("En cours"),
    Phase.WAITING_APPLICANT: _("En attente de vous"),
    Phase.WAITING_AUTHORITY: _("En attente d’une autre autorité"),
    Phase.DECIDED: _("Décidée"),
    Phase.DELIVERED: _("Délivrée"),
    Phase.CLOSED: _("Clôturée"),
    Phase.REFUSED: _("Refusée"),
    Phase.WITHDRAWN: _("Retirée"),
}

#: Phases in which nothing more is expected of anyone.
ENDS: Final = frozenset({Phase.CLOSED, Phase.REFUSED, Phase.WITHDRAWN})

#: Phases in which nobody has decided yet: only there a legal period matters.
UNDECIDED: Final = frozenset(
    {Phase.RECEIVED, Phase.IN_PROGRESS, Phase.WAITING_APPLICANT, Phase.WAITING_AUTHORITY}
)

_TURNS: Final = {
    Phase.DRAFT: "applicant",
    Phase.RECEIVED: "commune",
    Phase.IN_PROGRESS: "commune",
    Phase.WAITING_APPLICANT: "applicant",
    Phase.WAITING_AUTHORITY: "authority",
    Phase.DECIDED: "commune",
}


def next_turn(phase: Phase) -> str:
    """Who acts next: ``applicant``, ``commune``, ``authority``, or empty when nobody has to."""
    return _TURNS.get(phase, "")
