"""Whom a document is about, and what the population register says of them."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from beffroi.cases import policies
from beffroi.cases.models import Case
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.people import actions as people_actions
from beffroi.people import queries as people
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures


class NobodyToLookUp(Refusal):
    """The answers name nobody whom the commune knows."""

    message = _("La personne concernée n’est pas connue de la commune : vérifiez son numéro national.")


def look_up_register(*, actor: Actor, case_id: UUID, reason: str) -> people_actions.RegisterRecord:
    """What the register says of the person whom a case is about; the reason is committed before anything is read.

    Call it outside any transaction. Raises NotFound, NobodyToLookUp, Forbidden, NoReason, NotInRegister.
    """
    case = policies.department_cases(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    if not reason.strip():
        raise people_actions.NoReason
    person_id = person_concerned(case)
    if person_id is None:
        raise NobodyToLookUp
    return people_actions.consult_register(
        actor=actor, person_id=person_id, reason=f"{reason.strip()} – {case.number}", screen="desk.register"
    )


def person_concerned(case: Case) -> UUID | None:
    """The person whom the document is about: the one named in the answers, else the applicant."""
    definition = procedures.definition(case.version_id)
    number_id = number_concerned(case)
    if number_id is not None:
        return people.person_of_number(number_id)
    return case.applicant_person_id if procedures.subject_is_applicant(definition, case.answers) else None


def number_concerned(case: Case) -> UUID | None:
    """The reference of the number of the person concerned: from the answers, else the applicant's own."""
    definition = procedures.definition(case.version_id)
    given = procedures.subject_number(definition, case.answers)
    if given:
        return UUID(given)
    if case.applicant_person_id is not None and procedures.subject_is_applicant(definition, case.answers):
        return people.number_of(case.applicant_person_id)
    return None
