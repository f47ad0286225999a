"""The two clocks of a case, as pure computation: never mixed, each with its own reason to stop."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from beffroi.lib.workdays import DayUnit, add_days, working_days_between


def due_day(received_on: date, count: int, unit: str, closed: Collection[date]) -> date:
    """The day by which a period of ``count`` units that starts at receipt ends."""
    return add_days(received_on, count, DayUnit(unit), closed)


def resumed_due_day(due_on: date, paused_on: date, resumed_on: date, closed: Collection[date]) -> date:
    """The service target after a pause: pushed by the working days during which the applicant had the ball."""
    return add_days(
        due_on, max(0, working_days_between(paused_on, resumed_on, closed)), DayUnit.WORKING, closed
    )
