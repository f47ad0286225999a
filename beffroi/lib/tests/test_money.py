"""Euro and cents, never floating point."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.lib.money import ZERO, Money, iban_in_fours

cents = st.integers(-(10**15), 10**15)
amounts = st.decimals(-(10**12), 10**12, places=6)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("0.004", 0),
        ("0.005", 1),
        ("0.015", 2),  # half up: the banker's way would also give 2 here,
        ("0.025", 3),  # but 2 here
        ("-0.005", -1),  # what is given back is rounded as what was asked
        ("-0.004", 0),
        ("12.5", 1250),
        ("1E+3", 100_000),
    ],
)
def test_an_amount_is_rounded_half_up_to_the_cent(said, kept):
    money = Money(Decimal(said))
    assert (money.cents, money) == (kept, Money.from_cents(kept))


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (0, "0,00\u00a0€"),
        (5, "0,05\u00a0€"),
        (1250, "12,50\u00a0€"),
        (123_450, "1\u202f234,50\u00a0€"),
        (123_456_789_00, "123\u202f456\u202f789,00\u00a0€"),
        (-123_450, "-1\u202f234,50\u00a0€"),
    ],
)
def test_an_amount_is_written_as_people_do_here(cents, written):
    assert str(Money.from_cents(cents)) == written


def test_nothing_is_written_without_a_sign():
    assert [str(Money(Decimal("-0.001"))), str(ZERO * -1)] == ["0,00\u00a0€"] * 2


@pytest.mark.parametrize("wrong", [1.5, 12, "12", None])
def test_only_decimals_are_taken(wrong):
    with pytest.raises(TypeError):
        Money(wrong)


@pytest.mark.parametrize("wrong", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_amount(wrong):
    with pytest.raises((ValueError, InvalidOperation)):
        Money(Decimal(wrong))


def test_an_amount_is_not_multiplied_by_a_float():
    with pytest.raises(TypeError):
        Money(Decimal(1)) * 1.5


def test_an_amount_never_changes():
    with pytest.raises(FrozenInstanceError):
        ZERO.amount = Decimal(1)


def test_amounts_are_compared_and_nothing_is_false():
    one, two = Money.from_cents(100), Money.from_cents(200)
    assert (one < two, max(one, two), bool(one), bool(ZERO)) == (True, two, True, False)
    assert {one, Money(Decimal("1.000"))} == {one}


@given(cents)
def test_cents_come_back(number):
    assert Money.from_cents(number).cents == number


@given(cents, cents, st.integers(-1000, 1000))
def test_sums_are_sums_of_cents(one, other, times):
    a, b = Money.from_cents(one), Money.from_cents(other)
    assert ((a + b).cents, (a - b).cents, (a * times).cents) == (one + other, one - other, one * times)


@given(amounts)
def test_rounding_moves_by_half_a_cent_at_most_and_the_same_way_on_both_sides_of_nothing(amount):
    exact = Fraction(amount) * 100
    half_up = floor(abs(exact) + Fraction(1, 2)) * (1 if exact > 0 else -1)
    assert (Money(amount).cents, Money(-amount).cents) == (half_up, -half_up)


def test_an_account_number_is_read_in_fours():
    assert iban_in_fours("BE71096123456769") == iban_in_fours("BE71 0961 2345 6769")
    assert iban_in_fours("BE71096123456769") == "BE71\u00a00961\u00a02345\u00a06769"
