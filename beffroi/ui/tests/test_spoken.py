"""Dates, amounts and sizes as people say them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from beffroi.lib.money import Money
from beffroi.ui import spoken

HOLIDAY = date(2026, 12, 2)


@pytest.fixture(autouse=True)
def tuesday(clock, monkeypatch):
    monkeypatch.setattr(spoken, "closing_days", lambda: {HOLIDAY})


def test_a_day_of_this_year_needs_no_year():
    assert spoken.day(date(2026, 12, 3)) == "jeudi 3 décembre"
    assert spoken.day("2026-12-01") == "mardi 1er décembre"
    assert spoken.day(date(1987, 3, 27), weekday=False) == "27 mars 1987"


def test_a_day_in_another_language():
    with translation.override("nl"):
        assert spoken.day(date(2026, 12, 1)) == "dinsdag 1 december"
    with translation.override("de"):
        assert spoken.day(date(2026, 12, 1)) == "Dienstag, 1. Dezember"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 24), "mardi 24 novembre, aujourd’hui"),
        (date(2026, 11, 25), "mercredi 25 novembre, dans 1 jour ouvrable"),
        (date(2026, 12, 3), "jeudi 3 décembre, dans 6 jours ouvrables"),
        (date(2026, 11, 20), "vendredi 20 novembre, en retard de 2 jours ouvrables"),
        (date(2026, 11, 23), "lundi 23 novembre, en retard de 1 jour ouvrable"),
    ],
)
def test_a_term_says_how_far_it_is_in_working_days(day, said):
    assert spoken.due(day) == said


def test_a_term_that_falls_before_the_next_working_day(clock):
    with clock.at(datetime(2026, 11, 27, 20, tzinfo=UTC)):
        assert spoken.distance(date(2026, 11, 28)) == "avant le prochain jour ouvrable"


def test_the_desk_counts_in_short():
    days = [date(2026, 12, 3), date(2026, 11, 24), date(2026, 11, 20)]

    assert [spoken.countdown(day) for day in days] == ["J-6", "J", "J+2"]
    assert [spoken.is_late(day) for day in days] == [False, False, True]


def test_moments_are_told_on_a_brussels_clock():
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    assert spoken.moment(now) == "aujourd’hui à 10\u00a0h"
    assert spoken.moment(now - timedelta(days=1, minutes=-2)) == "hier à 10\u00a0h\u00a002"
    assert spoken.moment(now - timedelta(days=4)) == "vendredi 20 novembre à 10\u00a0h"


def test_amounts_and_sizes():
    assert spoken.euros(Money(Decimal("12"))) == "12,00\u00a0€"
    assert spoken.euros(1250) == "12,50\u00a0€"
    assert spoken.euros(0) == "gratuit"
    assert [spoken.size(n) for n in (10, 245_000, 1_500_000, 10_485_760)] == [
        "1 Ko",
        "239 Ko",
        "1,4 Mo",
        "10 Mo",
    ]
    assert spoken.masked("85073003328") == "•••••••••28"


def test_punctuation_and_units_never_begin_a_line_alone():
    assert spoken.tied("Pour qui ? « Moi » : 12 €, 6 %") == (
        "Pour qui\u00a0? «\u00a0Moi\u00a0»\u00a0: 12\u00a0€, 6\u00a0%"
    )
    assert spoken.tied("Wie bent u? Nummer: 12") == "Wie bent u? Nummer: 12"
    assert spoken.tied("le 27 3 1987, 15 Mo au plus, 2 Monate") == (
        "le 27\u00a03\u00a01987, 15\u00a0Mo au plus, 2 Monate"
    )
