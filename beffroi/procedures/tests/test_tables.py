"""Decision tables: cells, hit policies, periods; and article 29 as the real packages write it."""

from datetime import date

import pytest

from beffroi.procedures.rules.expressions import ExpressionFailed, Scope
from beffroi.procedures.rules.schema import TableFile
from beffroi.procedures.rules.tables import TableResult, cell_fits, evaluate

from .factories import TODAY, shelf


@pytest.mark.parametrize(
    ("cell", "fitting", "other"),
    [
        ("-", ["", 3, True], []),
        ("mariage", ["mariage"], ["décès", 3]),
        (3, [3], [4, "3", True]),
        (True, [True], [False, 1]),
        (("a", "b"), ["a", "b"], ["c"]),
        (">= 75", [75, 99], [74, "75"]),
        ("< 2019-03-31", ["2019-03-30"], ["2019-03-31", 2019]),
        ("!= x", ["y"], ["x"]),
        ("18..64", [18, 64], [17, 65]),
        ("[18..65[", [18, 64], [17, 65]),
        ("]18..65]", [19, 65], [18, 66]),
    ],
)
def test_cells(cell, fitting, other):
    assert all(cell_fits(cell, value) for value in fitting)
    assert not any(cell_fits(cell, value) for value in other)


def table(hit: str, rows: list[dict], **output) -> TableFile:
    return TableFile.model_validate(
        {
            "title": "Essai",
            "hit": hit,
            "inputs": ({"name": "x", "label": "X", "value": "answers.x"},),
            "outputs": ({"name": "y", "label": "Y", **output},),
            "periods": (
                {
                    "valid_from": date(2020, 1, 1),
                    "valid_to": date(2024, 12, 31),
                    "legal_reference": "avant",
                    "rows": rows[:1],
                },
                {"valid_from": date(2025, 1, 1), "legal_reference": "depuis", "rows": rows},
            ),
        },
        strict=False,
    )


ROWS = [
    {"id": "un", "when": {"x": ">= 1"}, "then": {"y": 100}},
    {"id": "deux", "when": {"x": ">= 2"}, "then": {"y": 50}},
]


def test_the_first_row_that_fits_answers():
    found = evaluate("t", table("first", ROWS, type="amount"), {"x": 5}, on=TODAY)
    assert found == TableResult("t", {"y": 100}, ["un"], "depuis")


def test_collect_adds_up_every_row_that_fits():
    found = evaluate("t", table("collect", ROWS, type="amount"), {"x": 5}, on=TODAY)
    assert found == TableResult("t", {"y": 150}, ["un", "deux"], "depuis")


def test_no_row_gives_the_empty_answer_and_says_that_none_fired():
    found = evaluate("t", table("unique", ROWS, type="amount"), {"x": 0}, on=TODAY)
    assert found == TableResult("t", {"y": 0}, [], "depuis")


def test_the_rows_of_the_day_apply():
    both = table("collect", ROWS, type="amount")
    found = [
        evaluate("t", both, {"x": 5}, on=day)
        for day in (date(2019, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    ]
    assert [(one.rules, one.legal_reference) for one in found] == [
        ([], ""),
        (["un"], "avant"),
        (["un", "deux"], "depuis"),
    ]


def test_an_answer_may_be_an_expression():
    rows = [{"id": "un", "when": {"x": "-"}, "then": {"y": "= options.taxe * 2"}}]
    scope = Scope({"options": {"taxe": 300}}, today=TODAY)
    found = evaluate("t", table("first", rows, type="amount"), {"x": 1}, on=TODAY, scope=scope)
    assert found.outputs == {"y": 600}
    with pytest.raises(ExpressionFailed):
        evaluate("t", table("first", rows, type="amount"), {"x": 1}, on=TODAY)


# --- article 29 of the former Civil Code

RELATIONS = (
    "personne",
    "representant",
    "conjoint",
    "premier_degre",
    "heritier",
    "ascendant_descendant",
    "autre",
)


def right(on: date = TODAY, **inputs) -> str:
    known = {
        "acte": "naissance",
        "annees": 40,
        "depuis_2019": False,
        "relation": "autre",
        "changement": False,
    }
    droit = shelf("acte-de-naissance").table("droit")
    return evaluate("droit", droit, {**known, **inputs}, on=on).outputs["reponse"]


@pytest.mark.parametrize(
    ("inputs", "answer"),
    [
        ({"acte": "mariage", "annees": 75}, "public"),
        ({"acte": "mariage", "annees": 74}, "refus"),
        ({"acte": "deces", "annees": 75}, "public"),
        ({"acte": "deces", "annees": 50}, "refus"),
        ({"acte": "deces", "annees": 0, "depuis_2019": True}, "public"),
        ({"acte": "naissance", "annees": 100}, "public"),
        ({"acte": "naissance", "annees": 99}, "refus"),
        ({"acte": "autre", "annees": 100}, "public"),
    ],
)
def test_when_an_act_is_public(inputs, answer):
    assert right(**inputs) == answer


def test_who_may_receive_an_act_that_is_not_public_since_2025():
    found = {relation: right(relation=relation) for relation in RELATIONS}
    assert found == {
        "personne": "autorise",
        "representant": "qualite",
        "conjoint": "interet",
        "premier_degre": "interet",
        "heritier": "interet",
        "ascendant_descendant": "refus",
        "autre": "refus",
    }


def test_who_may_receive_an_act_that_mentions_a_change_of_the_registered_sex():
    found = {relation: right(relation=relation, changement=True) for relation in RELATIONS}
    assert found == {
        "personne": "autorise",
        "representant": "qualite",
        "conjoint": "refus",
        "premier_degre": "refus",
        "heritier": "interet",
        "ascendant_descendant": "refus",
        "autre": "refus",
    }


def test_the_older_rule_applies_to_a_request_of_2024():
    then = date(2024, 12, 31)
    assert right(then, relation="ascendant_descendant") == "autorise"
    assert right(then, relation="conjoint") == "autorise"
    assert right(then, acte="deces", annees=50) == "public"
    assert right(then, acte="deces", depuis_2019=True) == "refus"


def test_every_act_of_the_shelf_writes_the_same_article_29():
    birth, marriage = (shelf(slug).table("droit") for slug in ("acte-de-naissance", "acte-de-mariage"))
    assert birth.periods == marriage.periods
