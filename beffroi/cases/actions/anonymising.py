"""A closed case forgets whom it was about; what statistics and the audit need stays (record 0036)."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from beffroi.cases.events import CaseAnonymised
from beffroi.cases.models import Case, Draft, ImportedCase, Intake
from beffroi.correspondence import actions as correspondence
from beffroi.correspondence import queries as messages
from beffroi.documents import actions as documents
from beffroi.gateway import queries as services
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound
from beffroi.people import actions as people
from beffroi.procedures import queries as procedures
from beffroi.search import actions as search

from .advance import locked
from .answer_files import forget_answer_files
from .drafts import forget
from .facts import process_of

#: What stands where a text was that the law demands (a refusal has its motive): that it was erased.
ERASED: Final = "—"


@transaction.atomic
def anonymise_at_once(*, case_id: UUID, attempt: int = 0) -> None:
    """Make a closed case anonymous because its package says so. Harmless twice.

    While something written to its applicant is still on the way, it is looked at again the next day.
    """
    try:
        case = locked(case_id, among=Case.objects.filter(anonymised_at=None, closed_at__isnull=False))
    except NotFound:
        return
    if forget_case(case, because="circuit"):
        journal.enqueue("cases.leave_no_trace", key=str(case.pk), args={})
        return
    journal.enqueue(
        "cases.anonymise",
        key=f"{case.pk}:{attempt + 1}",
        args={"case_id": str(case.pk), "attempt": attempt + 1},
        due_at=clock.now() + timedelta(days=1),
    )


def forget_case(case: Case, *, because: str) -> bool:
    """Erase whatever names somebody in a closed case; False when it must wait for a message or a service on the way.

    Called inside a transaction that holds the case's row.
    """
    if messages.on_the_way(ref(case)) or services.is_awaited(ref(case)):
        return False
    definition = procedures.definition(case.version_id)
    numbers = procedures.numbers_in(definition, case.answers)
    fact = CaseAnonymised(because=because, **_forget_papers(case))
    _forget_words(case)
    _forget_origins(case)
    tables = procedures.kept_tables(definition)
    case.answers = procedures.kept_answers(definition, case.answers)
    case.sources = {name: source for name, source in case.sources.items() if name in case.answers}
    case.rows = {table: rows for table, rows in case.rows.items() if table in tables}
    case.agent_answers = {}
    case.applicant_account = case.applicant_person = case.kept_from = None
    case.applicant_name = case.applicant_email = case.retention_reason = ""
    case.old_system = case.old_reference = ""
    case.tracking_hash = secrets.token_hex(32)
    case.anonymised_at = clock.now()
    case.save()
    _forget_numbers(numbers)
    search.remove("case", case.pk)
    journal.record(fact, actor=HOUSE, about=[ref(case)], process=process_of(case))
    return True


def forget_imported(case: ImportedCase) -> None:
    """The same for a case of the archive of another e-guichet, of which only the outline stays.

    Called inside a transaction that holds its row.
    """
    pieces = list(case.pieces.all())
    fact = CaseAnonymised(
        because="list", files=sum(piece.file_id is not None for piece in pieces), documents=0, messages=0
    )
    case.pieces.all().delete()
    for piece in pieces:
        if piece.file_id is not None:
            documents.forget_file(file_id=piece.file_id)
    case.applicant_name = case.applicant_email = case.retention_reason = ""
    case.reference = str(case.pk)
    case.answers, case.history = [], [{} for _step in case.history]
    case.anonymised_at = clock.now()
    case.save()
    process = Process(procedure=case.procedure, version=None, department=case.department)
    journal.record(fact, actor=HOUSE, about=[ref(case)], process=process)


def _forget_papers(case: Case) -> dict[str, int]:
    """Messages, documents and pieces with their files, and how many; the sweeper of ``documents`` removes the bytes."""
    letters = correspondence.forget_messages(about=ref(case))
    case.documents.all().delete()
    papers = documents.forget_documents(about=ref(case))
    forget_answer_files(case)
    files = list(case.evidence.values_list("file", flat=True))
    case.evidence.all().delete()
    for file_id in files:
        documents.forget_file(file_id=file_id)
    return {"files": len(files), "documents": papers, "messages": letters}


def _forget_words(case: Case) -> None:
    """What people wrote in their own words; what was decided, and by which rules, stays."""
    case.notes.all().delete()
    case.information_requests.all().delete()
    case.decisions.exclude(motive="").update(motive=ERASED)
    case.decisions.update(remedies="")
    case.clock_entries.exclude(reason="").update(reason=ERASED)
    case.evaluations.update(outputs={})


def _forget_origins(case: Case) -> None:
    """The draft that it was, and how it came in when an agent encoded it."""
    for draft in Draft.objects.filter(case=case):
        forget(draft)
    if case.intake_id is not None:
        gone, case.intake = case.intake_id, None
        Case.objects.filter(pk=case.pk).update(intake=None)
        Intake.objects.filter(pk=gone).delete()


def _forget_numbers(values: Collection[str]) -> None:
    """National numbers that no other case or draft declares; that of a known person stays with the person."""
    for reference in filter(None, map(_reference, values)):
        held = [
            model.objects.annotate(said=Cast("answers", TextField())).filter(said__contains=str(reference))
            for model in (Case, Draft)
        ]
        if not any(one.exists() for one in held):
            people.forget_number(reference=reference)


def _reference(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:  # the answer to a question that is no longer asked
        return None
