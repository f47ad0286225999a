"""Whom a document is about."""

from __future__ import annotations

from uuid import UUID

from beffroi.cases.models import Case
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures


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
