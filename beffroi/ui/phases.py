"""The few words for where a request stands, the same on every screen of every door."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What each harmonised phase is called, and its state (a word and a shape, never colour alone).
PHASES: dict[str, tuple[Promise, str]] = {
    "draft": (_("À envoyer"), "neutral"),
    "received": (_("Reçue"), "progress"),
    "in_progress": (_("En cours"), "progress"),
    "waiting_applicant": (_("En attente de vous"), "waiting"),
    "waiting_authority": (_("En attente d’une réponse"), "progress"),
    "decided": (_("Décidée"), "progress"),
    "delivered": (_("Délivrée"), "done"),
    "closed": (_("Terminée"), "done"),
    "refused": (_("Refusée"), "refused"),
    "withdrawn": (_("Retirée"), "neutral"),
}


def phase_tag(phase: str) -> tuple[Promise, str]:
    """The word and the state of a phase."""
    return PHASES.get(phase, (_("En cours"), "progress"))
