"""One clock: instants in UTC, days and years in Brussels."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from beffroi.lib import clock as house_clock

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))
instants = st.datetimes(datetime(1950, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("instant", "day", "year"),
    [
        ("2026-12-31T22:59:59+00:00", date(2026, 12, 31), 2026),
        ("2026-12-31T23:00:00+00:00", date(2027, 1, 1), 2027),  # winter: an hour before the year ends in UTC
        ("2026-07-14T21:59:59+00:00", date(2026, 7, 14), 2026),
        ("2026-07-14T22:00:00+00:00", date(2026, 7, 15), 2026),  # summer: two hours
        ("2026-07-14T23:30:00-05:00", date(2026, 7, 15), 2026),  # wherever it was written
    ],
)
def test_the_day_and_the_year_are_those_of_brussels(instant, day, year):
    found = datetime.fromisoformat(instant)
    assert (house_clock.day_of(found), house_clock.year_of(found)) == (day, year)


@pytest.mark.parametrize(
    ("day", "starts", "hours"),
    [
        (date(2026, 3, 28), "2026-03-27T23:00:00+00:00", 24),
        (date(2026, 3, 29), "2026-03-28T23:00:00+00:00", 23),  # summer time begins at two
        (date(2026, 3, 30), "2026-03-29T22:00:00+00:00", 24),
        (date(2026, 10, 25), "2026-10-24T22:00:00+00:00", 25),  # and ends at three
        (date(2026, 10, 26), "2026-10-25T23:00:00+00:00", 24),
        (date(2027, 1, 1), "2026-12-31T23:00:00+00:00", 24),
    ],
)
def test_a_day_starts_at_midnight_in_brussels_and_is_as_long_as_it_is(day, starts, hours):
    begins, ends = house_clock.start_of(day), house_clock.start_of(day + timedelta(days=1))
    assert (begins, ends - begins) == (datetime.fromisoformat(starts), timedelta(hours=hours))
    assert begins.tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "wall"),
    [
        ("2026-03-29T00:59:59+00:00", "2026-03-29T01:59:59+01:00"),
        ("2026-03-29T01:00:00+00:00", "2026-03-29T03:00:00+02:00"),
        ("2026-10-25T00:30:00+00:00", "2026-10-25T02:30:00+02:00"),  # half past two comes twice
        ("2026-10-25T01:30:00+00:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_the_wall_clock_of_an_instant(instant, wall):
    assert house_clock.local(datetime.fromisoformat(instant)).isoformat() == wall


@given(days)
def test_the_first_instant_of_a_day_is_the_first(day):
    starts = house_clock.start_of(day)
    before = starts - timedelta(microseconds=1)
    assert (house_clock.day_of(starts), house_clock.day_of(before)) == (day, day - timedelta(days=1))


@given(instants)
@example(datetime(1978, 10, 1, tzinfo=UTC))  # an hour that Brussels had twice
def test_an_instant_lies_in_its_day(instant):
    day = house_clock.day_of(instant)
    assert house_clock.start_of(day) <= instant < house_clock.start_of(day + timedelta(days=1))
    assert house_clock.local(instant).astimezone(UTC) == instant


def test_the_present_is_aware_and_in_utc():
    assert (house_clock.now().tzinfo, house_clock.is_set()) == (UTC, False)


def test_the_clock_is_held_and_let_go_again(clock):
    noon, eve = datetime(2020, 6, 1, 12, tzinfo=UTC), datetime(2019, 12, 31, 23, tzinfo=UTC)
    seen = [clock.now()]
    with clock.at(noon):
        seen.append(clock.now())
        with pytest.raises(ZeroDivisionError), clock.at(lambda: eve):
            seen.append(clock.now())
            assert clock.today() == date(2020, 1, 1)
            raise ZeroDivisionError
        seen.append(clock.now())
    seen.append(clock.now())
    assert seen == [seen[0], noon, eve, noon, seen[0]]


def test_a_replay_in_one_thread_does_not_set_the_clock_of_another():
    held = []
    with house_clock.at(datetime(2020, 6, 1, 12, tzinfo=UTC)):
        thread = threading.Thread(target=lambda: held.append(house_clock.is_set()))
        thread.start()
        thread.join()
        held.append(house_clock.is_set())
    assert [*held, house_clock.is_set()] == [False, True, False]
