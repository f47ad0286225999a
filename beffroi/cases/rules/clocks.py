"""The two clocks of a case, as pure computation: never mixed, each with its own reason to stop."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from beffroi.lib.workdays import (
    DayUnit,
    add_days,
    next_working_day,
    shift_working_days,
    working_days_between,
)


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stood still: the day it stopped, the day it went on."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Longer:
    """So many days more, in a unit."""

    count: int
    unit: str


def due_day(received_on: date, count: int, unit: str, closed: Collection[date]) -> date:
    """The day by which a period of ``count`` units that starts at receipt ends."""
    return add_days(received_on, count, DayUnit(unit), closed)


def legal_due_day(
    started_on: date, count: int, unit: str, moves: Sequence[Pause | Longer], closed: Collection[date]
) -> date:
    """The last day of a legal period after its suspensions and extensions, in the order in which they came.

    It is moved to a worked day once, at the end: a weekend at the end of the first period gives the authority no
    day more in the next.
    """
    end = _later(started_on, count, unit, closed)
    if unit == DayUnit.CLEAR:
        end += timedelta(days=1)
    for move in moves:
        if isinstance(move, Longer):
            end = _later(end, move.count, move.unit, closed)
        else:
            end = _later(end, _stood_still(move, unit, closed), unit, closed)
    return next_working_day(end, closed)


def _later(day: date, count: int, unit: str, closed: Collection[date]) -> date:
    return shift_working_days(day, count, closed) if unit == DayUnit.WORKING else day + timedelta(days=count)


def _stood_still(pause: Pause, unit: str, closed: Collection[date]) -> int:
    if unit == DayUnit.WORKING:
        return max(0, working_days_between(pause.since, pause.until, closed))
    return max(0, (pause.until - pause.since).days)


def resumed_due_day(
    due_on: date, paused_on: date, resumed_on: date, unit: str, closed: Collection[date]
) -> date:
    """The service target after a pause: pushed by the days, in its own unit, on which the applicant had the ball."""
    stood = _stood_still(Pause(paused_on, resumed_on), unit, closed)
    return next_working_day(_later(due_on, stood, unit, closed), closed)
