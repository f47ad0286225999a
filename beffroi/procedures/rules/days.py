"""Days as ISO text, counted and said.

Partial days of the register (``1950``, ``1950-00-00``) are kept as they are when said, and count as empty.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Final

from beffroi.lib import workdays
from beffroi.lib.workdays import DayUnit

#: The days on which the commune does not work, read when something is counted in working days.
Closed = Callable[[], Collection[date]]


def never_closed() -> Collection[date]:
    """Nobody said when the commune is closed: weekends only."""
    return ()


#: No period is counted further than this: an answer may not make anybody wait.
MOST_DAYS: Final = 3660

_MONTHS: Final = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
_WEEKDAYS: Final = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}


def parse(day: str) -> date | None:
    """A complete ISO day, or None."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return found if found.isoformat() == day else None  # not the week, nor without its signs


def years_between(start: str, end: str) -> int:
    """Whole years between two days; 0 when one is empty."""
    first, last = parse(start), parse(end)
    if first is None or last is None:
        return 0
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def days_between(start: str, end: str) -> int:
    """Calendar days between two days; 0 when one is empty."""
    first, last = parse(start), parse(end)
    return (last - first).days if first and last else 0


def working_days_later(day: str, count: int, closed: Collection[date]) -> str:
    """The day some worked days later, or earlier when negative; empty stays empty."""
    start = parse(day)
    return workdays.shift_working_days(start, _within(count), closed).isoformat() if start else ""


def clear_days_later(day: str, count: int, closed: Collection[date]) -> str:
    """The first day on which so many whole days have passed, moved to a worked day; empty stays empty.

    Negative: the last day that leaves so many whole days before ``day``, as for a convocation; it is not moved.
    """
    start = parse(day)
    if start is None:
        return ""
    if count < 0:
        return (start + timedelta(days=_within(count) - 1)).isoformat()
    return workdays.add_days(start, _within(count), DayUnit.CLEAR, closed).isoformat()


def working_days_between(start: str, end: str, closed: Collection[date]) -> int:
    """Worked days after one day up to and including another; 0 when one is empty."""
    first, last = parse(start), parse(end)
    return workdays.working_days_between(first, last, closed) if first and last else 0


def _within(count: int) -> int:
    return max(-MOST_DAYS, min(MOST_DAYS, count))


def years_later(day: date, count: int) -> date:
    """The same day some years later, within the calendar; 29 February becomes 28 February."""
    year = max(1, min(9999, day.year + count))
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def long_day(day: str, language: str) -> str:
    """« jeudi 3 décembre 2026 »; what is not a complete day is returned as it is."""
    found = parse(day)
    if found is None:
        return day
    known = language if language in _MONTHS else "fr"
    month = _MONTHS[known].split()[found.month - 1]
    weekday = _WEEKDAYS[known].split()[found.weekday()]
    number = (
        f"{found.day}." if known == "de" else "1er" if known == "fr" and found.day == 1 else str(found.day)
    )
    return f"{weekday} {number} {month} {found.year}"


def plain_day(day: str, language: str) -> str:
    """« 3 décembre 2026 »: a day without its weekday, as in a birth date."""
    return long_day(day, language).partition(" ")[2] if parse(day) else day


def short_day(day: str) -> str:
    """« 03/12/2026 »; what is not a complete day is returned as it is."""
    found = parse(day)
    return found.strftime("%d/%m/%Y") if found else day
