"""Where a case stands, as agents say it: the applicant's words speak to the applicant."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beffroi.cases.models import Case, Task
from beffroi.ui.phases import PHASES as APPLICANTS

#: The harmonised phases; two of them say "you" to the applicant.
PHASES: dict[str, tuple[Promise, str]] = {
    **APPLICANTS,
    "waiting_applicant": (_("Attend le demandeur"), "waiting"),
    "waiting_authority": (_("Attend une autre administration"), "progress"),
}

CHANNELS = {
    "web": _("en ligne"),
    "counter": _("au guichet"),
    "post": _("par la poste"),
    "phone": _("par téléphone"),
}


#: How a formal decision ended, with its state.
OUTCOMES: dict[str, tuple[Promise, str]] = {
    "granted": (_("Accordée"), "done"),
    "refused": (_("Refusée"), "refused"),
}


def phase_tag(phase: str) -> tuple[Promise, str]:
    """The word and the state of a phase, at the desk."""
    return PHASES.get(phase, PHASES["in_progress"])


def turn_tag(case: Case, task: Task | None, holder: str) -> tuple[str | Promise, str]:
    """Who has to act, in one or two words, with its state."""
    if not case.next_turn:
        return _("Personne : c’est fini"), "done"
    if case.next_turn == "applicant":
        return _("Demandeur"), "waiting"
    if case.next_turn != "commune":
        return _("Autre administration"), "progress"
    if holder:
        return holder, "progress"
    return (_("À prendre"), "neutral") if task else (_("Beffroi, seul"), "progress")
