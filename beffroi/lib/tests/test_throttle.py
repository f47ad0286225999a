"""Attempts are counted across processes, and a window is a window."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from beffroi.lib.refusals import Throttled
from beffroi.lib.throttle import hit, take_back


@pytest.fixture(autouse=True)
def _empty(db):
    cache.clear()


def passes(who: str = "198.51.100.7", *, name: str = "drawer", limit: int = 3, seconds: int = 600) -> bool:
    try:
        hit(name, who, limit=limit, seconds=seconds)
    except Throttled:
        return False
    return True


def rows() -> list[tuple[str, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, expires FROM shared_cache")
        return cursor.fetchall()


def test_as_many_as_allowed_pass(clock):
    assert [passes() for _ in range(5)] == [True, True, True, False, False]


def test_an_attempt_that_succeeded_was_none(clock):
    tries = [passes()]
    take_back("drawer", "198.51.100.7", seconds=600)
    tries += [passes() for _ in range(4)]
    assert tries == [True, True, True, True, False]


def test_no_more_is_taken_back_than_was_counted(clock):
    take_back("drawer", "198.51.100.7", seconds=600)
    assert [passes() for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    "other", [{"who": "198.51.100.8"}, {"name": "cupboard"}], ids=["someone else", "another door"]
)
def test_each_person_and_each_door_has_a_count_of_its_own(clock, other):
    assert [passes(limit=1), passes(limit=1), passes(limit=1, **other)] == [True, False, True]


def test_the_next_window_begins_anew(clock):
    first = clock.now().replace(minute=9, second=59)
    seen = []
    for instant in (first, first, first + timedelta(seconds=1)):
        with clock.at(instant):
            seen.append(passes(limit=1))
    assert seen == [True, False, True]


def test_a_count_lasts_as_long_as_its_window(clock):
    """The cache keeps what does not say how long for five minutes: a longer window would forget its count."""
    for _ in range(3):
        hit("drawer", "198.51.100.7", limit=3, seconds=3600)
    [(_, expires)] = rows()
    assert expires.replace(tzinfo=UTC) > datetime.now(UTC) + timedelta(minutes=55)


def test_who_tries_is_not_written_down(clock):
    hit("drawer", "198.51.100.7", limit=3, seconds=600)
    assert [key for key, _ in rows() if "198.51" in key] == []


def test_a_count_is_not_taken_back_with_a_transaction(clock):
    """An attempt that fails would be forgotten with what it undoes."""
    with pytest.raises(RuntimeError), transaction.atomic():
        hit("drawer", "198.51.100.7", limit=3, seconds=600)


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_are_each_counted():
    passed, gate = [], threading.Barrier(8)

    def attempt() -> None:
        try:
            gate.wait(10)
            passed.extend(passes(limit=5, seconds=86_400) for _ in range(3))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(passed), sum(passed)) == (24, 5)
