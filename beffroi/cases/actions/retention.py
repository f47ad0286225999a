"""Verbs at the end of retention: cases enter a list, a person closes and approves it, then each is made anonymous."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from beffroi.cases import policies
from beffroi.cases.events import (
    CaseListed,
    DisposalApproved,
    DisposalClosed,
    DisposalEnded,
    RetentionExtended,
)
from beffroi.cases.models import Case, DisposalEntry, DisposalList, ImportedCase
from beffroi.cases.queries.retention import version_of
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, require
from beffroi.lib.traces import leave_no_trace
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .advance import locked
from .anonymising import forget_case, forget_imported
from .facts import process_of
from .refusals import DayNotAhead, ListChanged, ListNotClosed, NothingListed, ReasonMissing, VisaMissing

#: So many cases enter a list in one transaction.
BATCH: Final = 200

Kind = DisposalList.Kind
_LETTERS: Final = {Kind.DESTRUCTION: "E", Kind.TRANSFER: "V"}


def list_ended() -> int:
    """Put every closed case whose retention has ended on the open list of its kind; returns how many.

    Each is on one list at most, so that two processes at once list none twice.
    """
    listed = 0
    for model in (Case, ImportedCase):
        while found := _list_some(model):
            listed += found
    return listed


@transaction.atomic
def _list_some(model: type[Case] | type[ImportedCase]) -> int:
    ended = _ended(model).select_for_update(of=("self",)).order_by("destroy_after", "pk")[:BATCH]
    found = [(case, _kind_of(case)) for case in ended]
    open_lists = {kind: _open_list(kind) for kind in sorted({kind for _case, kind in found})}
    for case, kind in found:
        held = open_lists[kind]
        name = "case" if isinstance(case, Case) else "imported"
        DisposalEntry.objects.create(list=held, added_at=clock.now(), **{name: case})
        journal.record(
            CaseListed(kind=kind), actor=HOUSE, about=[ref(case), ref(held)], process=_process(case)
        )
    return len(found)


def _ended(model: type[Case] | type[ImportedCase]) -> QuerySet[Any]:
    """Served by the indexes ``case_end_of_retention`` and ``imported_case_end``."""
    return model.objects.filter(
        anonymised_at__isnull=True, destroy_after__lte=clock.today(), disposal_entry__isnull=True
    )


def _kind_of(case: Case | ImportedCase) -> Kind:
    """What the package of the case says that follows."""
    return Kind(procedures.definition(version_of(case)).package.procedure.retention.then)


def _open_list(kind: Kind) -> DisposalList:
    held = DisposalList.objects.select_for_update(of=("self",)).filter(kind=kind, closed_at=None).first()
    if held is None:
        year = clock.today().year
        start = f"{_LETTERS[kind]}-{year}-"
        rank = DisposalList.objects.filter(number__startswith=start).count() + 1
        held = DisposalList.objects.create(number=f"{start}{rank}", kind=kind, opened_at=clock.now())
    return held


def _process(case: Case | ImportedCase) -> Process:
    if isinstance(case, Case):
        return process_of(case)
    return Process(procedure=case.procedure, version=None, department=case.department)


def _locked(list_id: UUID) -> DisposalList:
    found = DisposalList.objects.select_for_update(of=("self",)).filter(pk=list_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def close_list(*, actor: Actor, list_id: UUID) -> DisposalList:
    """Let nothing more enter a list: it is what is sent to the State Archives. A second time changes nothing.

    Raises Forbidden, NotFound, NothingListed.
    """
    require(policies.may_keep_archives, actor)
    held = _locked(list_id)
    if held.closed_at is not None:
        return held
    count = held.entries.count()
    if not count:
        raise NothingListed
    held.closed_at, held.closed_by_id = clock.now(), actor.agent_id
    held.save(update_fields=["closed_at", "closed_by"])
    journal.record(DisposalClosed(kind=held.kind, cases=count), actor=actor, about=[ref(held)])
    return held


@transaction.atomic
def withhold(*, actor: Actor, entry_id: UUID, until: date | None, reason: str) -> None:
    """Take a case off a list that is not approved yet, and keep it until another day: a claim, an interest for history.

    Raises Forbidden, NotFound, ReasonMissing, DayNotAhead, ListChanged.
    """
    require(policies.may_keep_archives, actor)
    found = DisposalEntry.objects.filter(pk=entry_id).first()
    if found is None:
        raise NotFound
    if not reason.strip():
        raise ReasonMissing
    if until is None or until <= clock.today():
        raise DayNotAhead
    held = _locked(found.list_id)
    if held.approved_at is not None or not DisposalEntry.objects.filter(pk=entry_id).exists():
        raise ListChanged
    case = found.case or found.imported
    assert case is not None and case.destroy_after is not None  # a constraint, and what brought it here
    days = (until - case.destroy_after).days
    case.destroy_after, case.retention_reason = until, reason.strip()[:300]
    case.save(update_fields=["destroy_after", "retention_reason"])
    found.delete()
    fact = RetentionExtended(days=days)
    journal.record(fact, actor=actor, about=[ref(case), ref(held)], process=_process(case))


@transaction.atomic
def approve_list(*, actor: Actor, list_id: UUID, visa: str, visa_on: date | None, cases: int) -> DisposalList:
    """Carry out a closed list, by the written authorisation of the State Archives (or their receipt of a transfer).

    ``cases`` is how many the person had read. One job for each case follows. The same list a second time changes
    nothing. Raises Forbidden, NotFound, ListNotClosed, VisaMissing, NothingListed, ListChanged.
    """
    require(policies.may_keep_archives, actor)
    held = _locked(list_id)
    if held.approved_at is not None:
        return held
    if held.closed_at is None:
        raise ListNotClosed
    if not visa.strip() or visa_on is None or visa_on > clock.today():
        raise VisaMissing
    entries = list(held.entries.values_list("pk", flat=True))
    if not entries:
        raise NothingListed
    if len(entries) != cases:
        raise ListChanged
    held.visa, held.visa_on = visa.strip()[:200], visa_on
    held.approved_at, held.approved_by_id = clock.now(), actor.agent_id
    held.save(update_fields=["visa", "visa_on", "approved_at", "approved_by"])
    journal.record(DisposalApproved(kind=held.kind, cases=len(entries)), actor=actor, about=[ref(held)])
    for entry_id in entries:
        _ask_for(entry_id, attempt=0)
    return held


def _ask_for(entry_id: UUID, *, attempt: int) -> None:
    journal.enqueue(
        "cases.dispose_of",
        key=f"{entry_id}:{attempt}",
        args={"entry_id": str(entry_id), "attempt": attempt},
        due_at=clock.now() + timedelta(days=1) if attempt else None,
    )


@transaction.atomic
def dispose_of(*, entry_id: UUID, attempt: int = 0) -> None:
    """Make a case of an approved list anonymous; the last one ends the list. Harmless twice.

    While something written to its applicant is still on the way, it is looked at again the next day.
    """
    found = DisposalEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    held = _locked(found.list_id)
    if found.done_at is not None or held.approved_at is None:
        return
    if found.imported_id is not None:
        forget_imported(ImportedCase.objects.select_for_update(of=("self",)).get(pk=found.imported_id))
    else:
        assert found.case_id is not None  # a constraint says so
        case = locked(found.case_id)
        if case.anonymised_at is None and not forget_case(case, because="list"):
            _ask_for(entry_id, attempt=attempt + 1)
            return
    found.done_at = clock.now()
    found.save(update_fields=["done_at"])
    if not held.entries.filter(done_at=None).exists():
        held.done_at = clock.now()
        held.save(update_fields=["done_at"])
        ended = DisposalEnded(kind=held.kind, cases=held.entries.count())
        journal.record(ended, actor=HOUSE, about=[ref(held)])
        journal.enqueue("cases.leave_no_trace", key=str(held.pk), args={})


def clean_up() -> None:
    """Let the database keep no copy of what was erased in its own log of changes."""
    leave_no_trace()
