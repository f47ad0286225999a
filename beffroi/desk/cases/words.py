"""Where a case stands, as agents say it: the applicant's words speak to the applicant."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beffroi.cases.models import Case, Task
from beffroi.cases.queries import COPY, DECLARED, SEEN, SIGNED
from beffroi.people.policies import Level
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

#: How the person is known, where an agent encoded the request for them.
IDENTITIES = {
    SEEN: _("Un agent a vu la personne et son document d’identité"),
    COPY: _("Une copie de la carte d’identité est jointe"),
    SIGNED: _("Le papier est signé"),
    DECLARED: _("La personne a dit qui elle est"),
}

#: How a formal decision ended, with its state.
OUTCOMES: dict[str, tuple[Promise, str]] = {
    "granted": (_("Accordée"), "done"),
    "refused": (_("Refusée"), "refused"),
}


def phase_tag(phase: str) -> tuple[Promise, str]:
    """The word and the state of a phase, at the desk."""
    return PHASES.get(phase, PHASES["in_progress"])


def known_by(case: Case) -> str | Promise:
    """How sure the commune is of who asks."""
    if case.intake is not None:
        return IDENTITIES[case.intake.identity]
    if case.identity_level >= Level.ITSME:
        return _("prouvée par eID ou itsme")
    return (
        _("vérifiée par un agent") if case.identity_level >= Level.CHECKED else _("adresse e-mail seulement")
    )


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
