"""Counting days: calendar, working and clear days (*jours calendrier, ouvrables, francs*).

Closing days come from the commune's own dated list, never from a library (see the domain notes, trap 13).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import ngettext


class DayUnit(StrEnum):
    """The unit a period is counted in."""

    CALENDAR = "calendar"
    WORKING = "working"
    CLEAR = "clear"


def counted(count: int, unit: str) -> str:
    """A number of days in words: « 1 jour », « 10 jours ouvrables », « 30 jours francs »."""
    words = {
        DayUnit.CALENDAR: ngettext("%(count)s jour", "%(count)s jours", count),
        DayUnit.WORKING: ngettext("%(count)s jour ouvrable", "%(count)s jours ouvrables", count),
        DayUnit.CLEAR: ngettext("%(count)s jour franc", "%(count)s jours francs", count),
    }
    return words[DayUnit(unit)] % {"count": count}


def iso_duration(count: int, unit: str) -> str:
    """A number of days for machines (ISO 8601), which know calendar days only.

    Five working days are a week: holidays are not foreseen. A clear day more, since the last one does not count.
    """
    if unit == DayUnit.WORKING:
        weeks, rest = divmod(count, 5)
        return f"P{7 * weeks + rest}D"
    return f"P{count + (unit == DayUnit.CLEAR)}D"


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Monday to Friday, and not a closing day."""
    return day.weekday() < 5 and day not in closed


def next_working_day(day: date, closed: Collection[date] = ()) -> date:
    """The day itself when it is worked, else the first worked day after it."""
    while not is_working_day(day, closed):
        day += timedelta(days=1)
    return day


def add_days(start: date, count: int, unit: DayUnit, closed: Collection[date] = ()) -> date:
    """The last day of a period of ``count`` units that starts the day after ``start``.

    Calendar: the last day moves to the next working day. Clear: neither the first nor the last day counts, so the
    act falls one day later. Working: only worked days count. Raises ValueError for a negative ``count``.
    """
    if count < 0:
        raise ValueError(f"a period is not {count} days long")
    if unit is DayUnit.WORKING:
        return shift_working_days(start, count, closed)
    extra = 1 if unit is DayUnit.CLEAR else 0
    return next_working_day(start + timedelta(days=count + extra), closed)


def shift_working_days(start: date, count: int, closed: Collection[date] = ()) -> date:
    """The day that lies ``count`` worked days after ``start``, or before it when ``count`` is negative."""
    step, day = timedelta(days=1 if count > 0 else -1), start
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, closed)
    return day


def working_days_between(start: date, end: date, closed: Collection[date] = ()) -> int:
    """Worked days after ``start`` up to and including ``end``; negative when ``end`` comes first.

    Weeks are counted, not walked: whoever types a date far away makes nobody wait.
    """
    if end < start:
        return -working_days_between(end, start, closed)
    lost = sum(1 for day in closed if start < day <= end and day.weekday() < 5)
    return _weekdays_until(end) - _weekdays_until(start) - lost


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays from the first Monday of the calendar (1 January of year 1) to a day, included."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)
