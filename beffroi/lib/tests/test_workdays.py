"""Periods: calendar days, working days, clear days, around the commune's closing days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.lib.workdays import (
    DayUnit,
    add_days,
    counted,
    is_working_day,
    iso_duration,
    next_working_day,
    shift_working_days,
    working_days_between,
)

CALENDAR, WORKING, CLEAR = DayUnit.CALENDAR, DayUnit.WORKING, DayUnit.CLEAR
#: Christmas of 2026 is a Friday; the commune closes until the Saturday of the new year, and on Ascension Thursday 2027.
CLOSED = frozenset(date(2026, 12, 25) + timedelta(days=n) for n in range(9)) | {date(2027, 5, 6)}

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
counts = st.integers(0, 120)
units = st.sampled_from(DayUnit)
closings = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=40)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2027, 1, 2), False),  # Saturday
        (date(2027, 1, 3), False),  # Sunday
        (date(2027, 1, 4), True),
        (date(2027, 5, 6), False),
        (date(2027, 5, 7), True),  # the bridge is worked unless the commune's list says otherwise
    ],
)
def test_which_days_are_worked(day, worked):
    assert is_working_day(day, CLOSED) is worked


@pytest.mark.parametrize(
    ("start", "count", "unit", "last"),
    [
        # From Tuesday 24 November 2026.
        (date(2026, 11, 24), 0, CALENDAR, date(2026, 11, 24)),
        (date(2026, 11, 24), 3, CALENDAR, date(2026, 11, 27)),
        (date(2026, 11, 24), 4, CALENDAR, date(2026, 11, 30)),  # a Saturday moves to Monday
        (date(2026, 11, 24), 30, CALENDAR, date(2026, 12, 24)),
        (date(2026, 11, 24), 31, CALENDAR, date(2027, 1, 4)),  # Christmas, closing days, a weekend
        (date(2026, 11, 24), 2, CLEAR, date(2026, 11, 27)),  # 25 and 26 pass whole; the act is on the 27th
        (date(2026, 11, 24), 3, CLEAR, date(2026, 11, 30)),
        (date(2026, 11, 24), 0, CLEAR, date(2026, 11, 25)),
        (date(2026, 11, 24), 1, WORKING, date(2026, 11, 25)),
        (date(2026, 11, 24), 4, WORKING, date(2026, 11, 30)),
        (date(2026, 11, 24), 22, WORKING, date(2026, 12, 24)),
        (date(2026, 11, 24), 23, WORKING, date(2027, 1, 4)),
        (date(2026, 11, 28), 1, WORKING, date(2026, 11, 30)),  # a request of a Saturday
        # Over the night on which the clocks change, and the end of a February.
        (date(2026, 3, 27), 1, WORKING, date(2026, 3, 30)),
        (date(2026, 10, 23), 2, CALENDAR, date(2026, 10, 26)),
        (date(2028, 2, 28), 1, CALENDAR, date(2028, 2, 29)),
    ],
)
def test_the_last_day_of_a_period(start, count, unit, last):
    assert add_days(start, count, unit, CLOSED) == last


@pytest.mark.parametrize("unit", DayUnit)
def test_no_period_is_counted_backwards(unit):
    with pytest.raises(ValueError):
        add_days(date(2026, 11, 24), -1, unit, CLOSED)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), 0),
        (date(2026, 11, 24), date(2026, 11, 25), 1),
        (date(2026, 11, 27), date(2026, 11, 29), 0),
        (date(2026, 12, 24), date(2027, 1, 4), 1),
        (date(2026, 11, 25), date(2026, 11, 24), -1),
        (date(2027, 1, 4), date(2026, 12, 24), -1),
    ],
)
def test_worked_days_between_two_days(start, end, count):
    assert working_days_between(start, end, CLOSED) == count


def test_the_next_worked_day_may_be_the_day_itself():
    found = [
        next_working_day(day, CLOSED) for day in (date(2026, 12, 24), date(2026, 12, 25), date(2027, 5, 6))
    ]
    assert found == [date(2026, 12, 24), date(2027, 1, 4), date(2027, 5, 7)]


@given(days, counts, units, closings)
def test_a_period_ends_on_a_worked_day_and_a_longer_one_not_before(start, count, unit, closed):
    last, longer = (add_days(start, n, unit, closed) for n in (count, count + 1))
    assert (start <= last <= longer, is_working_day(last, closed) or count == 0) == (True, True)
    assert is_working_day(longer, closed)


@given(days, counts, closings)
def test_counting_working_days_is_the_reverse_of_adding_them(start, count, closed):
    assert working_days_between(start, add_days(start, count, WORKING, closed), closed) == count


@given(days, days, days, closings)
def test_stretches_add_up_in_any_order(one, two, three, closed):
    a, b, c = (
        working_days_between(one, two, closed),
        working_days_between(two, three, closed),
        working_days_between(one, three, closed),
    )
    if one <= two <= three:
        assert a + b == c
    assert working_days_between(two, one, closed) == -a


@given(days, counts, units, closings, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_one_more_closing_day_never_brings_the_end_nearer(start, count, unit, closed, more):
    assert add_days(start, count, unit, closed | {more}) >= add_days(start, count, unit, closed)


@given(days, st.integers(-60, 60), closings)
def test_working_days_before_and_after_are_counted_alike(start, count, closed):
    there = shift_working_days(start, count, closed)
    walked = [there + timedelta(days=n) for n in range(1, (start - there).days + 1)]
    assert is_working_day(there, closed) or count == 0
    assert working_days_between(start, there, closed) == (
        count if count >= 0 else -sum(is_working_day(day, closed) for day in walked)
    )


@pytest.mark.parametrize(
    ("count", "unit", "words", "duration"),
    [
        (1, "calendar", "1 jour", "P1D"),
        (30, "calendar", "30 jours", "P30D"),
        (1, "working", "1 jour ouvrable", "P1D"),
        (12, "working", "12 jours ouvrables", "P16D"),
        (20, "clear", "20 jours francs", "P21D"),
    ],
)
def test_a_number_of_days_keeps_its_unit_in_words_and_for_machines(count, unit, words, duration):
    assert (counted(count, unit), iso_duration(count, unit)) == (words, duration)
