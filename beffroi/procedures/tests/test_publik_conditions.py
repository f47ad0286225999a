"""Conditions of other e-guichets: what they become here, and that both sides agree on every answer."""

from __future__ import annotations

import random

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from beffroi.procedures.rules.publik import Names, NotTranslated, translate

from . import wcs

pytestmark = pytest.mark.once

NAMES = Names(
    {
        "pour": "item",
        "pieces": "items",
        "jour": "date",
        "copies": "numeric",
        "accord": "bool",
        "motif": "string",
    },
    {"payant": "bool", "delai": "numeric", "communes": "string"},
)
WORDS = ["moi", "tiers", "none", "non", "", "a (b", "c) || d"]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ('form_var_motif == "Autre"', 'answers.motif == "Autre"'),
        ("form_var_pour_raw == 'moi' or not form_option_payant", 'answers.pour == "moi" || !options.payant'),
        ('"acte" in form_var_pieces_raw', '"acte" in answers.pieces'),
        ('"acte" in form_var_pieces', '"acte" in answers.pieces'),
        ('"acte" in form_var_pieces|lower', 'lower(labels.pieces).contains("acte")'),
        ('"acte" not in form_var_motif', 'filled(answers.motif) && !answers.motif.contains("acte")'),
        ('"non" in form_var_motif|lower', '!filled(answers.motif) || lower(answers.motif).contains("non")'),
        ("form_var_jour|age_in_years >= 18", "age(answers.jour) >= 18"),
        (
            "form_var_jour|date > today|date|add_days:form_option_delai",
            "filled(answers.jour) && answers.jour > add_days(today(), options.delai)",
        ),
        ("form_var_copies|add:0 > 0", "answers.copies > 0"),
        ("form_var_copies <= 0", 'given("copies") && answers.copies <= 0'),
        ("form_var_jour_raw is not null", "filled(answers.jour)"),
        ("form_var_jour is null", "false"),
        ("form_var_pieces == None", "!filled(answers.pieces)"),
        (
            "session_user|is_strong_authentication and form_var_accord",
            "(context.level >= 400) && answers.accord",
        ),
        ("form_var_inconnu and form_var_motif", "false"),
        ("form_var_motif or form_var_inconnu", "filled(answers.motif)"),
        ("false", "false"),
        ("form_var_inconnu not in form_var_pieces", "filled(answers.pieces)"),
        ("form_var_inconnu in form_var_pieces", "false"),
        ("form_var_accord == 'False'", "!answers.accord"),
        (
            'not "a" in form_var_motif|lower or form_var_motif == "(" and form_var_motif == ")"',
            '!lower(answers.motif).contains("a") || (answers.motif == "(" && answers.motif == ")")',
        ),
    ],
)
def test_what_a_condition_becomes(condition, told):
    assert translate(condition, NAMES) == told


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("data_source.rues|length > 0", "« data_source.rues » vient d’ailleurs que du formulaire."),
        ("form_var_motif|split:','", "« split » d’une réponse qui peut manquer n’a pas d’équivalent."),
        ("form_var_motif > 3", "seuls des nombres entiers et des jours se comparent par leur ordre."),
        ("form_var_motif ==", "la condition ne se lit pas : Unexpected end of expression in if tag."),
        ("form_var_motif|absent_filter", "la condition ne se lit pas : Invalid filter: 'absent_filter'"),
        (
            "form_var_motif|lower",
            "un filtre fait d’une réponse absente un texte : la condition est toujours vraie.",
        ),
        ("form_var_accord == 1", "une case à cocher ne vaut jamais « 1 »."),
        ("form_var_accord is None", "une case à cocher est cochée ou non : elle n’est jamais absente."),
    ],
)
def test_what_needs_a_person_says_why(condition, reason):
    with pytest.raises(NotTranslated) as refused:
        translate(condition, NAMES)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "(",
        "}}",
        "%}",
        "a" * 5000,
        "\x00",
        "x|" * 500,
        "not " * 300 + "form_var_motif",
        "not " * 5000 + "form_var_motif",
        "form_var_motif == 1e999",
        "form_var_jour|add_days:'--1' > today",
        "form_var_copies|add:'" + "9" * 5000 + "' > 0",
    ],
)
def test_a_hostile_condition_is_refused_and_does_no_harm(condition):
    with pytest.raises(NotTranslated):
        translate(condition, NAMES)


_TEXTS = st.sampled_from(
    ["form_var_pour", "form_var_pour_raw", "form_var_motif", "form_var_pieces", "form_option_communes"]
)
_LOWERED = st.one_of(_TEXTS, _TEXTS.map(lambda name: f"{name}|lower"))
_LITERALS = st.sampled_from([f'"{word}"' for word in (*WORDS, "None")])
_NUMBERS = st.sampled_from(
    [
        "form_var_copies",
        "form_var_copies|add:0",
        "form_option_delai",
        "form_var_jour|age_in_years",
        "form_var_pieces_raw|length",
    ]
)
_DAYS = st.sampled_from(
    [
        "form_var_jour",
        "form_var_jour|date",
        "today",
        "today|add_days:15",
        "form_var_jour|add_days:form_option_delai",
    ]
)
_ORDERS = st.sampled_from(["<", "<=", ">", ">="])
_SAME = st.sampled_from(["==", "!="])
_INSIDE = st.sampled_from(["in", "not in"])


def _said(*parts):
    return st.tuples(*parts).map(" ".join)


_COMPARED = st.one_of(
    _said(_LOWERED, _SAME, _LITERALS),
    _said(_LITERALS, _INSIDE, _LOWERED),
    _said(_LOWERED, _INSIDE, _LITERALS),
    _said(_TEXTS, _INSIDE, _TEXTS),
    _said(_LITERALS, _INSIDE, st.just("form_var_pieces_raw")),
    _said(_NUMBERS, st.one_of(_ORDERS, _SAME), st.sampled_from(["0", "1", "18"])),
    _said(_NUMBERS, _ORDERS, _NUMBERS),
    _said(_DAYS, _ORDERS, _DAYS),
    _said(
        st.just("form_var_inconnu"), st.one_of(_INSIDE, _SAME, _ORDERS), st.one_of(_TEXTS, _NUMBERS, _DAYS)
    ),
    _said(
        st.sampled_from(["form_var_accord", "form_option_payant"]),
        _SAME,
        st.sampled_from(['"True"', '"False"', "True", "False", "1", '"Oui"']),
    ),
    _said(_TEXTS, st.sampled_from(["is", "is not"]), st.sampled_from(["None", "null"])),
    _TEXTS,
    st.sampled_from(
        ["form_var_accord", "form_option_payant", "form_var_inconnu", "false", "True", "form_var_pieces_raw"]
    ),
)
_CONDITIONS = st.recursive(
    _COMPARED,
    lambda inner: st.one_of(
        _said(inner, st.sampled_from(["and", "or"]), inner), inner.map(lambda told: f"not {told}")
    ),
    max_leaves=4,
)


@settings(max_examples=400, deadline=None)
@drawn(_CONDITIONS, st.integers())
def test_both_sides_agree_on_every_answer(condition, seed):
    try:
        told = translate(condition, NAMES)
    except NotTranslated:
        return
    chance = random.Random(seed)
    for _ in range(12):
        answers = wcs.some_answers(NAMES, chance, WORDS)
        assert wcs.ours(told, answers) == wcs.theirs(condition, answers), (condition, told, answers)
