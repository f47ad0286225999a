"""The expression language: what it computes, what it refuses, what it cannot be made to do."""

import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.procedures.rules.expressions import (
    FUNCTIONS,
    ExpressionFailed,
    ExpressionProblem,
    Scope,
    compile_expression,
)

SCOPE = Scope(
    {
        "answers": {
            "motif": "banque",
            "copies": 3,
            "ne_le": "1987-03-27",
            "adresse": {"street": "Rue du Pont", "postcode": "1300"},
            "pieces": ["a", "b"],
            "vide": "",
        },
        "register": {"household": [{"name": "Alix", "age": 39}, {"name": "Zoé", "age": 9}]},
    },
    today=date(2026, 11, 24),
    closed=lambda: {date(2026, 12, 25)},
)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('answers.motif == "banque"', True),
        ('answers.motif in ["notaire", "avocat"]', False),
        ("answers.copies * 250 + 150", 900),
        ('answers.adresse.postcode == "1300"', True),
        ("size(answers.pieces)", 2),
        ("answers.pieces.size() == 2 && !filled(answers.vide)", True),
        ("register.household.exists(one, one.age < 18)", True),
        ('joined(register.household.map(one, one.name), ", ")', "Alix, Zoé"),
        ('given("motif") && !given("vide_aussi")', True),
        ("age(answers.ne_le)", 39),
        ('years_between("2000-02-29", "2019-02-28")', 18),
        ('add_years("2000-02-29", 1)', "2001-02-28"),
        ('add_days("2026-12-31", 1)', "2027-01-01"),
        ('days_between("2026-11-24", "2026-12-03")', 9),
        ('add_working_days("2026-12-23", 2)', "2026-12-28"),
        ('add_working_days("2026-12-28", -2)', "2026-12-23"),
        ('add_working_days("2026-12-26", 0)', "2026-12-26"),
        ("add_working_days(answers.vide, 2)", ""),
        ('add_working_days("2026-11-24", 999999) == add_working_days("2026-11-24", 3660)', True),
        ('add_clear_days("2026-12-22", 2)', "2026-12-28"),
        ('add_clear_days("2026-12-15", -7)', "2026-12-07"),
        ('add_clear_days("1950", 3)', ""),
        ('working_days_between("2026-12-23", "2026-12-28")', 2),
        ('working_days_between("2026-12-28", "2026-12-23")', -2),
        ('working_days_between("0001-01-01", "9999-12-31")', 2608613),
        ('working_days_between("", "2026-12-23")', 0),
        ("year(answers.ne_le)", 1987),
        ('long_day("2026-12-03")', "jeudi 3 décembre 2026"),
        ('long_day("2027-01-01")', "vendredi 1er janvier 2027"),
        ('short_day("2026-12-03")', "03/12/2026"),
        ('plain_day("1950")', "1950"),
        ("euros(123456)", "1\u202f234,56\u00a0€"),
        ("divided(10, 4)", 3),
        ("divided(10, 0)", 0),
        ('upper("é")', "É"),
        ('lower("ÉTÉ")', "été"),
        ('cents("12,5")', 1250),
        ('cents(" 2.50 € ")', 250),
        ('cents("-0,50")', -50),
        ('cents("gratuit")', 0),
        ('cents("9999999999999999")', 0),
        ('whole("30")', 30),
        ('whole("30,0")', 30),
        ('whole("30,5")', 0),
        ('whole("")', 0),
        ('split("a, b,, c ", ",")', ["a", "b", "c"]),
        ('split(" a b ", "")', ["a", "b"]),
        ('"2" in split("1;2", ";") && size(split("", ",")) == 0', True),
        ("today()", "2026-11-24"),
        ("answers.copies > 2 ? 'oui' : 'non'", "oui"),
        ("filled(answers.adresse)", True),
    ],
)
def test_what_expressions_compute(source, value):
    assert SCOPE.value(source) == value


def test_days_are_said_in_the_language_of_the_reader():
    def said(language):
        return Scope({}, today=date(2026, 11, 24), language=language).value('long_day("2026-12-03")')

    assert [said(code) for code in ("nl", "de", "en", "it")] == [
        "donderdag 3 december 2026",
        "Donnerstag 3. Dezember 2026",
        "Thursday 3 December 2026",
        "jeudi 3 décembre 2026",
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("1.5", "virgule"),
        ("1e3", "virgule"),
        ("10 / 4", "division"),
        ("secret.key", "inconnu"),
        ("answers", "suivi"),
        ('answers["motif"]', "suivi"),
        ("answers.a__b == 1", "tirets bas"),
        ('timestamp("2026")', "existe pas"),
        ('answers.motif.replace("a", "b")', "existe pas"),
        ("answers.l.all(answers, true)", "réservé"),
        ("[1].map(x, [2].map(y, x + y))", "dans une autre"),
        ("[1].map(x, x) + [1].map(x, x) + [1].map(x, x)", "boucles"),
        ("(" * 30 + "1" + ")" * 30, "parenthèses"),
        ("1 +", "se lit pas"),
        ("", "vide"),
        ("{'a': 1}", "signe"),
        ('b"x"', "inconnu"),
        ("given(answers.motif)", "given"),
        ("1" * 700, "longue"),
    ],
)
def test_what_is_refused_is_said_in_french(source, said):
    with pytest.raises(ExpressionProblem) as refused:
        compile_expression(source)
    assert said in str(refused.value)
    assert refused.value.hint


def test_an_expression_names_what_it_reads():
    found = compile_expression('answers.a.b == options.c && given("d") && tables.t.o > 1')
    assert found.references == {("answers", "a", "b"), ("options", "c"), ("tables", "t", "o")}
    assert found.given == {"d"}
    assert found.records == {"answers", "options", "tables"}


@pytest.mark.parametrize(
    "source", ["answers.absent == 1", 'answers.copies + "a"', "answers.copies < answers.motif"]
)
def test_what_cannot_be_computed_fails_openly_and_never_holds(source):
    with pytest.raises(ExpressionFailed):
        SCOPE.value(source)
    assert not SCOPE.holds(source)


def test_an_empty_condition_always_holds():
    assert SCOPE.holds("")


@given(st.text(max_size=120))
def test_reading_any_text_gives_an_expression_or_a_refusal(source):
    try:
        compile_expression(source)
    except ExpressionProblem as refused:
        assert str(refused)


@given(st.text(alphabet="answers.motif&|!=<>()[]'\"0123456789+-*? :,in", max_size=80))
def test_computing_anything_that_reads_gives_a_value_or_fails_openly(source):
    with suppress(ExpressionProblem, ExpressionFailed):
        SCOPE.value(source)


def test_no_accepted_expression_runs_long():
    heaviest = "[" + ",".join(["1"] * 280) + "].map(one, one + 1).size()"
    began = time.perf_counter()
    assert SCOPE.value(heaviest) == 280
    assert SCOPE.holds("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')") is False
    assert time.perf_counter() - began < 0.5


def test_every_function_is_documented():
    assert all(written.startswith(name + "(") and meaning for name, (written, meaning) in FUNCTIONS.items())
