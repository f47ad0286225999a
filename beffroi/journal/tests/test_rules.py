"""Hashes, waits and slots."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.journal import rules

contents = st.dictionaries(
    st.text(), st.text() | st.integers() | st.booleans() | st.none() | st.lists(st.text())
)


@given(contents)
def test_equal_contents_have_equal_bytes_in_any_order(content):
    assert rules.canonical(dict(reversed(content.items()))) == rules.canonical(content)


@given(contents, contents)
def test_different_contents_have_different_seals(one, other):
    assert (rules.link(1, rules.GENESIS, one) == rules.link(1, rules.GENESIS, other)) == (
        rules.canonical(one) == rules.canonical(other)
    )


def test_a_seal_depends_on_its_number_and_on_the_one_before():
    seals = {rules.link(number, previous, {}) for number in (1, 2) for previous in (rules.GENESIS, "f" * 64)}
    assert len(seals) == 4


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [
        (1, timedelta(seconds=30)),
        (2, timedelta(minutes=2)),
        (3, timedelta(minutes=8)),
        (4, timedelta(minutes=32)),
        (5, timedelta(hours=2, minutes=8)),
        (6, timedelta(hours=6)),
        (60, timedelta(hours=6)),
    ],
)
def test_each_attempt_waits_longer_up_to_six_hours(attempts, wait):
    assert rules.wait_before_retry(attempts) == wait


NOON = datetime(2026, 11, 24, 12, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "slot"),
    [
        (timedelta(minutes=5), "2026-11-24T12:05:00+00:00"),
        (timedelta(hours=1), "2026-11-24T12:00:00+00:00"),
        (timedelta(days=1), "2026-11-24"),
    ],
)
def test_a_slot_begins_on_the_round(every, slot):
    assert rules.slot(NOON, date(2026, 11, 24), every) == slot


@given(st.datetimes(timezones=st.just(UTC)), st.integers(1, 5000))
def test_an_instant_falls_in_its_slot(instant, minutes):
    every = timedelta(minutes=minutes)
    begins = datetime.fromisoformat(rules.slot(instant, instant.date(), every)).replace(tzinfo=UTC)
    assert begins <= instant < begins + max(every, timedelta(days=every.days))


def test_an_error_is_told_without_its_words():
    try:
        raise ValueError("85.07.30-033.28 is not a number")
    except ValueError as error:
        told = rules.where(error)
    assert told.startswith("ValueError (test_an_error_is_told_without_its_words, line ")
    assert "85" not in told.split("line")[0]


@pytest.mark.parametrize(
    ("value", "word"), [(True, "true"), (3, "3"), (None, ""), (["a", "b"], "a b"), ("é", "é")]
)
def test_a_value_is_told_in_one_word(value, word):
    assert rules.flat(value) == word
