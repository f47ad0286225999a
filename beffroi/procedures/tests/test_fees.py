"""Who may ask, and what it costs: (base by residence + purpose) × copies + delivery; free purposes stay free."""

import pytest

from beffroi.lib.money import Money
from beffroi.procedures.rules import forms
from beffroi.procedures.rules.expressions import ExpressionFailed

from .factories import context, definition_of, shelf, with_line, write_package

OPTIONS = {"taxe_document": 600, "taxe_non_resident": 900, "supplement_usage": 200, "frais_poste": 150}


def fee(resident: bool = True, **answers) -> forms.FeeQuote:
    given = {"relation": "personne", "motif": "banque", "mode": "telechargement", **answers}
    return forms.fee(
        shelf("acte-de-naissance"), given, context(resident=resident, options=OPTIONS, level=450)
    )


@pytest.mark.parametrize(
    ("resident", "answers", "cents"),
    [
        (True, {}, 600 + 200),
        (False, {}, 900 + 200),
        (True, {"mode": "guichet", "exemplaires": 3}, (600 + 200) * 3),
        (True, {"mode": "poste", "exemplaires": 2}, (600 + 200) * 2 + 150),
        (True, {"mode": "telechargement", "exemplaires": 9}, 600 + 200),
        (True, {"motif": "pension"}, 0),
        (False, {"motif": "pension", "mode": "poste", "exemplaires": 9}, 0),
    ],
)
def test_the_formula(resident, answers, cents):
    assert fee(resident, **answers).total == Money.from_cents(cents)


def test_each_line_says_its_reason():
    found = fee(mode="poste", exemplaires=2)
    assert found.lines == [
        ("Taxe pour 2 exemplaire(s)", Money.from_cents(1600)),
        ("Envoi par la poste", Money.from_cents(150)),
    ]
    assert (found.regime, found.reason) == ("taxe", "Acte de naissance")


def test_what_is_free_says_why():
    found = fee(motif="mutuelle")
    assert (found.free_reason, found.lines) == ("Gratuit pour cet usage : Mutuelle", [])


def test_the_rows_and_the_dated_values_used_are_kept():
    tables = {result.table: result for result in fee(resident=False).results}
    assert {name: result.rules for name, result in tables.items()} == {
        "base": ["non_habitant"],
        "motif": ["payants"],
        "fee": [],
    }
    assert tables["fee"].outputs["total_cents"] == 1100
    assert tables["fee"].outputs["options"]["taxe_non_resident"] == 900


def test_values_not_set_by_the_commune_cost_nothing():
    assert not forms.fee(shelf("acte-de-naissance"), {"motif": "banque"}, context()).total


def test_a_price_that_cannot_be_computed_is_never_guessed(tmp_path):
    fee_part = (
        "summary: Une aide pour un vélo.\n"
        "    fee: {regime: redevance, reason: Vélo, legal_reference: R, lines: [{label: L, amount: answers.prix - 500}]}"
    )
    small = definition_of(
        write_package(tmp_path, **with_line("procedure", "summary: Une aide pour un vélo.", fee_part))
    )
    assert forms.fee(small, {"prix": 700}, context()).total == Money.from_cents(200)
    with pytest.raises(ExpressionFailed):
        forms.fee(small, {"prix": 100}, context())


def test_without_a_fee_it_is_free_and_without_a_table_anybody_may_ask(tmp_path):
    small = definition_of(write_package(tmp_path))
    assert forms.fee(small, {}, context()).free_reason == "Gratuit"
    assert forms.entitlement(small, {}, context()).allowed


def test_entitlement_names_the_row_that_founds_it():
    found = forms.entitlement(shelf("acte-de-naissance"), {"relation": "personne"}, context())
    assert (found.outcome, found.allowed, found.results[0].rules) == ("allowed", True, ["personne_meme"])
    unknown = forms.entitlement(shelf("acte-de-naissance"), {}, context())
    assert (unknown.outcome, unknown.allowed) == ("unknown", False)
