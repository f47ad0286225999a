"""The legal period of a case: it starts, stands still where a text says so, goes on; each time by a line of its own.

Everything here is called inside a transaction that holds the case's row.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from beffroi.cases.events import LegalClockResumed, LegalClockStarted, LegalClockSuspended
from beffroi.cases.models import Case, ClockEntry
from beffroi.cases.rules.clocks import Longer, Pause, legal_due_day
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures

from .facts import about_case, process_of


def start(case: Case, *, on: date, actor: Acting) -> None:
    """Let the period run from a day; it starts once."""
    rules = procedures.definition(case.version_id).legal_clock
    if rules is None or case.clock_entries.filter(kind=ClockEntry.STARTED).exists():
        return
    add_entry(case, ClockEntry.STARTED, on=on, legal_reference=rules.legal_reference)
    fact = LegalClockStarted(starts=rules.starts)
    journal.record(fact, actor=actor, about=about_case(case), process=process_of(case))
    follow_status(case, actor=actor)


def start_at_receipt(case: Case, *, actor: Acting) -> None:
    """Let a period that counts from receipt run since the day on which the case was received."""
    rules = procedures.definition(case.version_id).legal_clock
    if rules is not None and rules.starts == "receipt":
        start(case, on=clock.day_of(case.submitted_at), actor=actor)


def follow_status(case: Case, *, actor: Acting) -> None:
    """Stand still in the statuses for which the package cites a text, go on in the others.

    A period that has passed stays passed: nothing is left to suspend.
    """
    rules = procedures.definition(case.version_id).legal_clock
    if rules is None or case.legal_due_on is None or case.closed_at is not None:
        return
    still = bool(rules.suspended_by) and case.status in rules.suspended_in
    if still and case.legal_suspended_on is None and case.legal_due_on >= clock.today():
        _suspend(case, rules.suspended_by, actor)
    elif not still and case.legal_suspended_on is not None:
        _resume(case, case.legal_suspended_on, actor)


def _suspend(case: Case, text: str, actor: Acting) -> None:
    case.legal_suspended_on = clock.today()
    add_entry(case, ClockEntry.SUSPENDED, on=case.legal_suspended_on, legal_reference=text)
    journal.record(LegalClockSuspended(), actor=actor, about=about_case(case), process=process_of(case))


def _resume(case: Case, since: date, actor: Acting) -> None:
    case.legal_suspended_on, today = None, clock.today()
    add_entry(case, ClockEntry.RESUMED, on=today)
    fact = LegalClockResumed(days=(today - since).days)
    journal.record(fact, actor=actor, about=about_case(case), process=process_of(case))


def add_entry(case: Case, kind: str, **values: object) -> ClockEntry:
    """Write a line, count the due day again, and have somebody look at the case once it is past."""
    entry = ClockEntry(case=case, kind=kind, recorded_at=clock.now(), **values)
    lines = [*case.clock_entries.all(), entry]
    case.legal_due_on = entry.due_on = _due(case, lines)
    entry.save()
    case.save(update_fields=["legal_due_on", "legal_suspended_on"])
    if case.legal_suspended_on is None:
        ask_at_the_end(case)
    return entry


def _due(case: Case, lines: Iterable[ClockEntry]) -> date | None:
    period = procedures.definition(case.version_id).legal_period
    started = next((line.on for line in lines if line.kind == ClockEntry.STARTED), None)
    if period is None or started is None:
        return None
    return legal_due_day(started, period.count, period.unit, list(_moves(lines)), people.closing_days())


def _moves(lines: Iterable[ClockEntry]) -> Iterable[Pause | Longer]:
    since: date | None = None
    for line in lines:
        if line.kind == ClockEntry.SUSPENDED:
            since = line.on
        elif line.kind == ClockEntry.RESUMED and since is not None:
            yield Pause(since, line.on)
        elif line.kind == ClockEntry.EXTENDED:
            yield Longer(line.count, line.unit)


def ask_at_the_end(case: Case) -> None:
    """A job for the day after the last day; it does nothing when the due day has moved or somebody has decided."""
    if case.legal_due_on is None:
        return
    journal.enqueue(
        "cases.legal_period_passed",
        key=f"{case.pk}:legal:{case.legal_due_on}:{case.revision}",
        args={"case_id": str(case.pk), "due_on": case.legal_due_on.isoformat()},
        due_at=clock.start_of(case.legal_due_on + timedelta(days=1)),
    )
