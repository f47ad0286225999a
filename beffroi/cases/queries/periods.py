"""The legal period of a case in words: its last day, why it moved, what may still be done about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from beffroi.cases.models import Case, ClockEntry
from beffroi.lib import clock
from beffroi.procedures import queries as procedures


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
    return case.closed_at is None and case.phase in procedures.UNDECIDED and not case.decisions.exists()


def completion_open(case: Case) -> bool:
    """Whether the legal period still waits for somebody to say that the file is complete."""
    return _waits_for_the_file(case) and undecided(case)


def _waits_for_the_file(case: Case) -> bool:
    rules = procedures.definition(case.version_id).legal_clock
    return rules is not None and rules.starts == "complete_file" and case.legal_due_on is None


def extension_open(case: Case) -> bool:
    """Whether the legal period may still be made longer, where a text allows it: somebody has yet to decide."""
    return _not_over(case) and undecided(case)


def _not_over(case: Case) -> bool:
    """A period that stands still by a text is not over, whatever the last day that it had."""
    if case.legal_due_on is None:
        return False
    return case.legal_suspended_on is not None or case.legal_due_on >= clock.today()


def extension_left(case: Case, lines: Iterable[ClockEntry]) -> procedures.Extension | None:
    """The extension that the text allows once more, after those that these lines tell."""
    rules = procedures.definition(case.version_id).legal_clock
    longer = rules.extension if rules else None
    extended = sum(entry.kind == ClockEntry.EXTENDED for entry in lines)
    return longer if longer and extended < longer.times else None


def legal_period(case: Case, language: str) -> LegalPeriod | None:
    """The period of a case, in the words of its package; None where no text imposes one."""
    definition = procedures.definition(case.version_id)
    rules = definition.legal_clock
    if rules is None:
        return None
    entries = list(case.clock_entries.all())
    runs, open_ended = undecided(case), _not_over(case)
    longer = extension_left(case, entries) if runs and open_ended else None
    return LegalPeriod(
        due_on=case.legal_due_on,
        suspended_on=case.legal_suspended_on,
        text=definition.say(rules.legal_reference, language),
        silence=rules.silence,
        runs=runs,
        late=runs and not open_ended and case.legal_due_on is not None,
        lines=[_line(entry, definition, language) for entry in entries],
        may_complete=runs and _waits_for_the_file(case),
        longer=procedures.Count.of(longer.period) if longer else None,
        longer_text=definition.say(longer.legal_reference, language) if longer else "",
    )


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
