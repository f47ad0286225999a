"""The legal period of a case in words: its last day, why it moved, what may still be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from beffroi.cases.models import Case, ClockEntry
from beffroi.lib import clock
from beffroi.procedures import queries as procedures

#: Stages in which nobody has decided yet: only there the period matters.
UNDECIDED: Final = frozenset({"received", "in_progress", "waiting_applicant", "waiting_authority"})


@dataclass(frozen=True)
class ClockLine:
    """Why the last day is what it is: ``kind`` as in ``ClockEntry``, with its text and its reason."""

    kind: str
    on: date
    due_on: date | None
    count: int
    unit: str
    reason: str
    text: str


@dataclass(frozen=True)
class LegalPeriod:
    """The *délai légal*. ``due_on`` is None while the file is not complete; ``runs`` until somebody decides.

    ``may_complete`` and ``longer`` (a count of days and its text) are what an agent may still do about it.
    """

    due_on: date | None
    suspended_on: date | None
    text: str
    silence: str
    runs: bool
    late: bool
    lines: Sequence[ClockLine]
    may_complete: bool
    longer: procedures.Count | None
    longer_text: str


def undecided(case: Case) -> bool:
    """Whether a decision is still to come."""
    return case.closed_at is None and case.phase in UNDECIDED and not case.decisions.exists()


def legal_period(case: Case, language: str) -> LegalPeriod | None:
    """The period of a case, in the words of its package; None where no text imposes one."""
    definition = procedures.definition(case.version_id)
    rules = definition.legal_clock
    if rules is None:
        return None
    lines = [_line(entry, definition, language) for entry in case.clock_entries.all()]
    runs = undecided(case)
    late = runs and case.legal_suspended_on is None and _past(case.legal_due_on)
    extended = sum(line.kind == ClockEntry.EXTENDED for line in lines)
    longer = rules.extension if rules.extension and extended < rules.extension.times else None
    open_ended = (
        longer is not None and runs and case.legal_due_on is not None and not _past(case.legal_due_on)
    )
    return LegalPeriod(
        due_on=case.legal_due_on,
        suspended_on=case.legal_suspended_on,
        text=definition.say(rules.legal_reference, language),
        silence=rules.silence,
        runs=runs,
        late=late,
        lines=lines,
        may_complete=runs and rules.starts == "complete_file" and case.legal_due_on is None,
        longer=procedures.Count.of(longer.period) if longer and open_ended else None,
        longer_text=definition.say(longer.legal_reference, language) if longer and open_ended else "",
    )


def _past(day: date | None) -> bool:
    return day is not None and day < clock.today()


def _line(entry: ClockEntry, definition: procedures.Definition, language: str) -> ClockLine:
    return ClockLine(
        kind=entry.kind,
        on=entry.on,
        due_on=entry.due_on,
        count=entry.count,
        unit=entry.unit,
        reason=entry.reason,
        text=definition.say(entry.legal_reference, language),
    )
