"""Slow work of a case, called by jobs outside any transaction: making a document, asking the bank of acts.

Each may run twice: what is already there is not made again.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from beffroi.cases.models import Case
from beffroi.cases.queries import workflow_data
from beffroi.documents import actions as documents
from beffroi.documents.models import Document
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef, ref
from beffroi.people import actions as people
from beffroi.people import queries as people_queries
from beffroi.people.actions import RegisterRecord
from beffroi.procedures import queries as procedures

from .advance import hear_fact
from .facts import process_of
from .subject import number_concerned, person_concerned


class NobodyConcerned(Exception):
    """The person whom the document is about is not known, or not in the register."""


def generate_document(*, case_id: UUID, document: str, revision: int) -> None:
    """Fill, render and seal a document of the package; the workflow hears ``document_ready`` when it is on the case.

    What comes from the register is consulted with its reason, for the person whom the document is about. Somebody who
    is not registered here leads to ``act_none``: an agent takes over. A document made earlier for this case serves.
    """
    case = _waiting(case_id, revision)
    if case is None:
        return
    if _already_made(case, document):
        hear_fact(case_id=case_id, fact="document_ready")
        return
    try:
        subject, words = _register(case, document)
    except NobodyConcerned:
        hear_fact(case_id=case_id, fact="act_none")
        return
    definition = procedures.definition(case.version_id)
    text = procedures.document(definition, document, workflow_data(case) | words, case.language)
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
        document_id=uuid5(case.pk, f"{document}:{revision}"),
    )


def _waiting(case_id: UUID, revision: int) -> Case | None:
    """The case, when it still stands where this work was asked: a second run, or one that comes late, finds None."""
    case = Case.objects.get(pk=case_id)
    return case if case.revision == revision and case.closed_at is None else None


def _already_made(case: Case, document: str) -> bool:
    on_case = case.documents.filter(document__kind=document)
    return on_case.exclude(document__status=Document.Status.REVOKED).exists()


def _register(case: Case, document: str) -> tuple[ObjectRef | None, dict[str, Any]]:
    """The person concerned and what the register says of them, where the document needs it. Raises NobodyConcerned."""
    reason = procedures.document_needs_register(procedures.definition(case.version_id), document)
    if not reason:
        return None, {}
    person_id = person_concerned(case)
    if person_id is None:
        raise NobodyConcerned
    try:
        record = people.consult_register(
            actor=HOUSE, person_id=person_id, reason=f"{reason} – {case.number}", screen="documents.generate"
        )
    except people.NotInRegister:
        raise NobodyConcerned from None
    return people_queries.pseudonym_ref(person_id, role="subject"), {"register": register_words(record)}


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
                "since": _day(member.since),
            }
            for member in record.household
        ],
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def fetch_act(*, case_id: UUID, category: str, form: str, revision: int) -> None:
    """Ask the bank of acts; its answer is a fact for the workflow.

    ``document_ready`` (the act is here, byte for byte), ``act_migrating`` or ``act_none``.
    """
    case = _waiting(case_id, revision)
    if case is None:
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
        document_id=uuid5(case.pk, f"{category}:{revision}"),
    )
    if answer.status != "found":
        hear_fact(case_id=case_id, fact={"migration": "act_migrating", "none": "act_none"}[answer.status])
