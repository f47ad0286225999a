"""Amounts that end soon are told while there is time to vote what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from beffroi.lib.acting import HOUSE
from beffroi.procedures import actions, queries
from beffroi.procedures.rules.ending import endings, last_day

from .factories import SHELF, TODAY, definition_of, hall_package
from .test_binding import package

VOTED = {
    "voted_on": date(2025, 10, 1),
    "approved_on": date(2025, 11, 1),
    "published_on": date(2025, 11, 8),
    "binds_on": date(2025, 11, 13),
    "legal_reference": "Conseil communal du 1er octobre 2025",
}


class Period:
    def __init__(self, valid_from, valid_to):
        self.valid_from, self.valid_to = valid_from, valid_to


@pytest.mark.parametrize(("left", "told"), [(60, True), (61, False), (0, True), (-400, True), (None, False)])
def test_sixty_days_ahead(left, told):
    last = None if left is None else TODAY + timedelta(days=left)
    assert last_day([Period(date(2020, 1, 1), last)], TODAY) == (last if told else None)


def test_what_follows_takes_its_place():
    ends, goes_on = Period(date(2026, 1, 1), date(2026, 12, 31)), Period(date(2027, 1, 1), None)
    assert last_day([goes_on, ends], TODAY) is None
    assert last_day([ends, Period(date(2026, 1, 1), None)], TODAY) is None


@pytest.fixture
def halls(db, tmp_path, clock):
    """A procedure whose price is a row's; its rows last."""
    actions.publish_version(actor=HOUSE, path=hall_package(tmp_path))


def told():
    return [(slug, one.kind, one.key, one.value, one.last_day) for slug, one in queries.endings_in_force()]


def test_nothing_ends(halls):
    assert told() == []


def test_a_row_that_ends_is_told_until_its_day(halls, clock):
    row = {"slug": "prime", "table": "salles", "value": "club-house"}
    actions.end_row(actor=HOUSE, valid_to=date(2026, 12, 31), legal_reference="Conseil", **row)
    assert told() == [("prime", "row", "salles", "club-house", date(2026, 12, 31))]
    with clock.at(clock.now().replace(year=2027)):
        assert told() == []


@pytest.mark.django_db
def test_an_option_is_told_until_something_follows(clock):
    actions.publish_version(actor=HOUSE, path=SHELF / "composition-de-menage")
    tax = {"actor": HOUSE, "slug": "composition-de-menage", "key": "taxe_document", "value": 400, **VOTED}
    actions.set_option(valid_from=date(2026, 2, 1), valid_to=date(2026, 12, 31), **tax)
    ends = ("composition-de-menage", "option", "taxe_document", "", date(2026, 12, 31))
    assert told() == [ends]
    with clock.at(clock.now().replace(year=2027)):
        assert told() == [ends]
    actions.set_option(valid_from=date(2027, 1, 1), **tax)
    assert told() == []


@pytest.mark.parametrize(("valid_to", "ends"), [("2026-12-31", [("table", "tarif")]), ("null", [])])
def test_the_last_period_of_a_table_that_asks_money(tmp_path, valid_to, ends):
    folder = package(tmp_path, amount="500", period=f"        valid_to: {valid_to}\n")
    found = endings(definition_of(folder), {}, (), TODAY)
    assert [(one.kind, one.key) for one in found] == ends
