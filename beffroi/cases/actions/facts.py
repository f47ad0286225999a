"""What every fact about a case carries: whom and what it concerns, and where the case stands."""

from __future__ import annotations

from beffroi.cases.models import Case
from beffroi.journal.events import Process
from beffroi.lib.refs import ObjectRef, ref
from beffroi.lib.refusals import NotFound
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures


def about_case(case: Case) -> list[ObjectRef]:
    """The objects of a fact about a case: the case, and its applicant as a pseudonym (while its key exists)."""
    if case.applicant_ref is None and case.applicant_person_id is not None:
        try:
            case.applicant_ref = people.pseudonym_ref(case.applicant_person_id, role="applicant")
        except NotFound:  # the person was erased: facts point at nobody
            return [ref(case)]
    return [ref(case), case.applicant_ref] if case.applicant_ref else [ref(case)]


def process_of(case: Case, *, before: str = "") -> Process:
    """Where a case stands, in the words the audit needs."""
    return Process(
        procedure=case.procedure,
        version=procedures.definition(case.version_id).number,
        phase_before=before or case.phase,
        phase_after=case.phase,
        next_turn=case.next_turn,
        due_on=case.legal_due_on or case.target_due_on,
        department=case.department,
    )
