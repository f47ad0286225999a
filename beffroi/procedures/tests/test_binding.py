"""Nobody pays by a value that was not voted, approved, published and come to bind."""

from __future__ import annotations

from datetime import date

import pytest

from beffroi.lib import clock as house_clock
from beffroi.lib.acting import HOUSE
from beffroi.procedures import actions, queries
from beffroi.procedures.queries import check_package
from beffroi.procedures.rules.findings import PackageProblem
from beffroi.procedures.rules.paying import paying

from .factories import FILES, definition_of, write_package

FEE = (
    FILES["procedure.yaml"].replace(
        "- {key: plafond, type: amount, label: Plafond, default: 10000}",
        "- {key: plafond, type: amount, label: Plafond, default: 10000}\n"
        "      - {key: taxe, type: amount, label: Taxe, default: 0}",
    )
    + """
    fee:
      regime: taxe
      reason: Prime
      legal_reference: Règlement-taxe
      lines:
        - {label: Taxe, amount: options.taxe + tables.tarif.montant}
"""
)
TARIFF = """
    title: Tarif
    hit: first
    inputs:
      - {name: neuf, label: Neuf, value: answers.neuf, values: [true, false]}
    outputs:
      - {name: montant, label: Montant, type: amount}
    periods:
      - valid_from: 2026-01-01
        legal_reference: Règlement-taxe
%s        rows:
          - {id: tous, then: {montant: %s}}
"""
STEPS = "voted_on: 2025-10-14, approved_on: 2025-11-20, published_on: 2025-12-01, binds_on: 2025-12-06"
VALUE = "values: [{key: taxe, value: %s, valid_from: %s, legal_reference: Règlement-taxe%s}]"


def package(tmp_path, options="values: []", *, amount="0", period=""):
    return write_package(tmp_path, procedure=FEE, decisions__tarif=TARIFF % (period, amount), options=options)


def said(tmp_path, options="values: []", **more):
    return [(one.severity.value, one.message_fr) for one in check_package(package(tmp_path, options, **more))]


MISSING = [
    ("unready", f"ce montant ne dit pas quand il a été {step}.")
    for step in ("approuvé par la tutelle", "publié", "rendu obligatoire", "voté")
]


def test_what_is_paid_is_found_through_the_tables(tmp_path):
    found = paying(definition_of(package(tmp_path, amount='"= options.plafond"')))
    assert (found.options, found.tables) == ({"taxe", "plafond"}, {"tarif"})
    assert paying(definition_of(package(tmp_path))).options == {"taxe"}


@pytest.mark.parametrize(
    ("options", "findings"),
    [
        (VALUE % (250, "2026-01-01", ""), MISSING),
        (VALUE % (250, "2026-01-01", ", fictional: true"), []),
        (VALUE % (0, "2026-01-01", ""), []),
        (VALUE % (250, "2026-01-01", f", {STEPS}"), []),
        (
            VALUE % (250, "2025-12-05", f", {STEPS}"),
            [("error", "ce montant compte avant le jour où il oblige.")],
        ),
        (
            VALUE % (250, "2026-01-01", f", {STEPS}".replace("2025-10-14", "2025-12-02")),
            [("error", "ce montant serait approuvé par la tutelle avant d’avoir été voté.")],
        ),
        (
            VALUE % (250, "2026-01-01", f", {STEPS}, valid_to: 2025-12-31"),
            [
                ("error", "la fin précède le début."),
                ("warning", "« taxe » finit le 2025-12-31 et rien ne le suit."),
            ],
        ),
        ("values: [{key: plafond, value: 5, valid_from: 2026-01-01, legal_reference: Conseil}]", []),
    ],
)
def test_a_paying_value_says_how_it_came_to_bind(tmp_path, clock, options, findings):
    assert said(tmp_path, options) == findings


def test_a_paying_row_of_a_table_too(tmp_path, clock):
    assert said(tmp_path, amount="250") == MISSING
    assert said(tmp_path, amount="250", period="        fictional: true\n") == []
    steps = "".join(f"        {one}\n" for one in STEPS.split(", "))
    assert said(tmp_path, amount="250", period=steps) == []


def test_the_end_of_a_tariff_is_said_sixty_days_ahead(tmp_path, clock):
    folder = package(tmp_path, VALUE % (250, "2026-01-01", f", {STEPS}, valid_to: 2026-12-31"))

    def warned(day):
        with house_clock.at(house_clock.start_of(day)):
            return [one.message_fr for one in check_package(folder)]

    ends = "« taxe » finit le 2026-12-31 et rien ne le suit."
    assert [warned(day) for day in (date(2026, 10, 31), date(2026, 11, 1))] == [[], [ends]]


@pytest.mark.django_db
class TestPublishing:
    def test_a_value_that_nobody_voted_is_not_published(self, tmp_path, clock):
        with pytest.raises(PackageProblem):
            actions.publish_version(actor=HOUSE, path=package(tmp_path, VALUE % (250, "2026-01-01", "")))

    def test_the_desk_sets_only_what_binds(self, tmp_path, clock):
        actions.publish_version(actor=HOUSE, path=package(tmp_path))
        value = {"actor": HOUSE, "slug": "prime", "key": "taxe", "value": 300, "legal_reference": "Règlement"}
        steps = {
            name: date.fromisoformat(day) for name, day in (one.split(": ") for one in STEPS.split(", "))
        }
        with pytest.raises(actions.VoteMissing) as missing:
            actions.set_option(**value, valid_from=date(2026, 1, 1))
        assert list(missing.value.problems) == [*reversed(steps)]
        with pytest.raises(actions.NotBindingYet) as early:
            actions.set_option(**value, valid_from=date(2025, 12, 5), **steps)
        assert early.value.problems == {
            "valid_from": "05/12/2025 (premier jour) vient avant 06/12/2025 (jour où elle oblige). "
            "Corrigez l’un des deux."
        }
        kept = actions.set_option(**value, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), **steps)
        assert (kept.voted_on, kept.binds_on) == (date(2025, 10, 14), date(2025, 12, 6))
        days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
        assert [queries.options_on("prime", day) for day in days] == [{}, {"taxe": 300}, {"taxe": 300}, {}]


@pytest.mark.django_db
class TestWaiting:
    """What is voted and awaits the tutelle is kept and does not count; what does not count yet may be corrected."""

    VOTED = date(2025, 10, 14)
    LATER = date(2030, 1, 1)

    @pytest.fixture
    def value(self, tmp_path, clock):
        actions.publish_version(actor=HOUSE, path=package(tmp_path))
        return {"actor": HOUSE, "slug": "prime", "key": "taxe", "value": 300, "legal_reference": "Règlement"}

    @pytest.fixture
    def steps(self):
        return {name: date.fromisoformat(day) for name, day in (one.split(": ") for one in STEPS.split(", "))}

    def standings(self):
        return [(one.value, str(standing)) for one, standing in queries.option_history("prime")["taxe"]]

    def test_a_voted_value_waits_until_it_is_completed(self, value, steps):
        first = {"valid_from": date(2026, 1, 1)}
        waits = actions.set_option(**value, **first, waiting=True, voted_on=self.VOTED)
        assert (self.standings(), queries.options_on("prime", self.LATER)) == ([(300, "waiting")], {})
        actions.set_option(**value, **first, **steps, corrects=waits.pk)
        assert queries.options_on("prime", self.LATER) == {"taxe": 300}
        assert [state for _value, state in self.standings()] == ["in_force", "replaced"]
        with pytest.raises(actions.ValueCounts):
            actions.set_option(**value, **first, **steps, corrects=waits.pk)

    def test_a_waiting_value_names_its_vote_on_a_day_that_has_come(self, value):
        first = {"valid_from": self.LATER, "waiting": True}
        with pytest.raises(actions.VoteMissing):
            actions.set_option(**value, **first)
        with pytest.raises(actions.NotBindingYet) as told:
            actions.set_option(**value, **first, voted_on=self.LATER)
        assert told.value.problems == {
            "voted_on": "Ce jour n’est pas encore venu : indiquez-le quand ce sera fait."
        }

    def test_a_value_to_come_is_corrected_and_taken_back_and_covers_nothing_again(self, value, steps):
        for amount in (260, 250):
            made = actions.set_option(**{**value, "value": amount}, valid_from=self.LATER, **steps)
        assert self.standings() == [(250, "to_come"), (260, "replaced")]
        moved = actions.set_option(**value, valid_from=date(2031, 1, 1), **steps, corrects=made.pk)
        assert queries.options_on("prime", date(2030, 6, 1)) == {}
        actions.take_option_back(actor=HOUSE, slug="prime", option_id=moved.pk)
        assert queries.options_on("prime", date(2031, 6, 1)) == {}
        assert {state for _value, state in self.standings()} == {"taken_back", "replaced"}
        with pytest.raises(actions.ValueCounts):
            actions.take_option_back(actor=HOUSE, slug="prime", option_id=moved.pk)

    def test_what_counts_is_neither_corrected_nor_taken_back(self, value, steps):
        made = actions.set_option(**value, valid_from=date(2026, 1, 1), **steps)
        with pytest.raises(actions.ValueCounts):
            actions.take_option_back(actor=HOUSE, slug="prime", option_id=made.pk)
        with pytest.raises(actions.ValueCounts):
            actions.set_option(**value, valid_from=self.LATER, **steps, corrects=made.pk)
