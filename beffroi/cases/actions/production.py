"""Slow work of a case, called by jobs outside any transaction: making a document, asking the bank of acts.

Each may run twice: what is already there is not made again.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from beffroi.cases.models import Case
from beffroi.cases.queries import workflow_data
from beffroi.documents import actions as documents
from beffroi.documents import queries as document_queries
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef, ref
from beffroi.people import actions as people
from beffroi.people import queries as people_queries
from beffroi.people.actions import RegisterRecord
from beffroi.procedures import queries as procedures

from .advance import hear_fact
from .facts import process_of


def _case(case_id: UUID) -> Case:
    return Case.objects.select_related("version__procedure").get(pk=case_id)


def generate_document(*, case_id: UUID, document: str) -> None:
    """Fill, render and seal a document of the package; the workflow hears ``document_ready`` when it is on the case.

    What comes from the register is consulted with its reason, for the person whom the document is about. Somebody who
    is not registered here leads to ``act_none``: an agent takes over.
    """
    case = _case(case_id)
    if case.closed_at is not None or _already_made(case, document):
        return
    definition = procedures.definition(case.version_id)
    data = workflow_data(case)
    reason = procedures.document_needs_register(definition, document)
    subject: ObjectRef | None = None
    if reason:
        person_id = person_concerned(case)
        if person_id is None:
            hear_fact(case_id=case_id, fact="act_none")
            return
        try:
            record = people.consult_register(
                actor=HOUSE,
                person_id=person_id,
                reason=f"{reason} – {case.number}",
                screen="documents.generate",
            )
        except people.NotInRegister:
            hear_fact(case_id=case_id, fact="act_none")
            return
        data["register"] = register_words(record)
        subject = people_queries.pseudonym_ref(person_id, role="subject")
    text = procedures.document(definition, document, data, case.language)
    documents.issue_document(
        actor=HOUSE,
        kind=document,
        title=text.title,
        layout=text.layout,
        data=text.data,
        language=case.language,
        about=ref(case),
        subject=subject,
        process=process_of(case),
    )


def _already_made(case: Case, document: str) -> bool:
    made = document_queries.documents_about(ref(case))
    return any(d.kind == document and d.status != "revoked" for d in made)


def person_concerned(case: Case) -> UUID | None:
    """The person whom the document is about: the one named in the answers, else the applicant."""
    definition = procedures.definition(case.version_id)
    number_id = number_concerned(case)
    if number_id is not None:
        return people_queries.person_of_number(number_id)
    return case.applicant_person_id if procedures.subject_is_applicant(definition, case.answers) else None


def number_concerned(case: Case) -> UUID | None:
    """The reference of the number of the person concerned: from the answers, else the applicant's own."""
    definition = procedures.definition(case.version_id)
    given = procedures.subject_number(definition, case.answers)
    if given:
        return UUID(given)
    if case.applicant_person_id is not None and procedures.subject_is_applicant(definition, case.answers):
        return people_queries.number_of(case.applicant_person_id)
    return None


def register_words(record: RegisterRecord) -> dict[str, Any]:
    """What the register says, in the words that a package's documents may use; never a national number."""
    return {
        "name": f"{record.given_names} {record.family_name}",
        "family_name": record.family_name,
        "given_names": record.given_names,
        "birth_date": record.birth,
        "birth_place": record.birth_place,
        "address": ", ".join(record.address.lines),
        "since": _day(record.address.since),
        "nationality": record.nationality_label,
        "civil_status": record.civil_status_label,
        "consulted_on": clock.today().isoformat(),
        "source": record.source,
        "household": [
            {
                "name": f"{member.given_names} {member.family_name}",
                "birth_date": member.birth,
                "link": str(member.relation_label),
                "since": _day(record.household_since),
            }
            for member in record.household
        ],
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def fetch_act(*, case_id: UUID, category: str, form: str) -> None:
    """Ask the bank of acts; its answer is a fact for the workflow: ``document_ready``, ``act_migrating`` or ``act_none``."""
    case = _case(case_id)
    if case.closed_at is not None:
        return
    number_id = number_concerned(case)
    if number_id is None:
        hear_fact(case_id=case_id, fact="act_none")
        return
    answer = documents.fetch_act(
        actor=HOUSE,
        number_ref=number_id,
        category=category,
        form=form,
        about=ref(case),
        process=process_of(case),
    )
    if answer.status == "migration":
        hear_fact(case_id=case_id, fact="act_migrating")
    elif answer.status == "none":
        hear_fact(case_id=case_id, fact="act_none")
