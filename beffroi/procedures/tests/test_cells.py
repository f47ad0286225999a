"""A decision table as boxes: what is not touched does not change, what is typed is what is meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from beffroi.procedures.rules.editing.cells import (
    read_answer,
    read_condition,
    read_lines,
    said_answer,
    said_condition,
)

pytestmark = pytest.mark.once

TABLE = {
    "inputs": [{"name": "age"}, {"name": "lieu", "values": ["oui", "12", "Namur, ville"]}],
    "outputs": [
        {"name": "prix", "type": "amount"},
        {"name": "mot", "type": "text"},
        {"name": "fois", "type": "number"},
        {"name": "oui", "type": "yes_no"},
    ],
}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "oui",
        "non",
        "12",
        "-3",
        "1e2",
        "a, b",
        "(vide)",
        '"',
        '"a"',
        "-",
        ">= 75",
        "18..64",
        "= answers.x",
        "007",
    ]
)
#: No file holds a carriage return (``yamlsource`` refuses it), and a browser sends its line ends as it likes.
TYPED = TEXTS.filter(lambda text: "\r" not in text).map(str.strip)
LITERALS = TEXTS | st.booleans() | st.integers(-(10**12), 10**12)
CELLS = LITERALS | st.lists(TEXTS | st.integers(-99, 99), max_size=4)


@st.composite
def lines(draw: Any) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 4))
    return [
        {
            "id": f"ligne_{n}",
            "when": draw(st.dictionaries(st.sampled_from(["age", "lieu", "ailleurs"]), CELLS)),
            "then": draw(st.dictionaries(st.sampled_from(["prix", "mot", "fois", "oui"]), LITERALS)),
            **draw(st.fixed_dictionaries({}, optional={"note": TEXTS.filter(bool)})),
        }
        for n in range(count)
    ]


def sent(rows: list[dict[str, Any]]) -> dict[str, str]:
    """What a browser sends of lines that nobody touched: line feeds become two signs."""
    found = {}
    for n, row in enumerate(rows):
        found |= {
            f"rows.{n}.id": row["id"],
            f"rows.{n}.position": str(n + 1),
            f"rows.{n}.note": row.get("note", ""),
        }
        found |= {
            f"rows.{n}.when.{c['name']}": said_condition(row["when"].get(c["name"]), c)
            for c in TABLE["inputs"]
        }
        found |= {
            f"rows.{n}.then.{c['name']}": said_answer(row["then"].get(c["name"]), c) for c in TABLE["outputs"]
        }
    return {key: value.replace("\r\n", "\n").replace("\n", "\r\n") for key, value in found.items()}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines())
def test_a_table_sent_back_untouched_does_not_change(rows):
    blank = {f"rows.{len(rows)}.id": "", f"rows.{len(rows)}.position": ""}
    assert read_lines(TABLE, rows, {**sent(rows), **blank}) == rows


@given(st.lists(TYPED, min_size=1, max_size=3) | TYPED | st.booleans() | st.integers(),
       st.sampled_from(TABLE["inputs"]))  # fmt: skip
@example(['"', '"'], {"name": "age"})
def test_what_a_box_says_is_read_back(cell, column):
    wanted = cell[0] if isinstance(cell, list) and len(cell) == 1 else cell
    assume(wanted not in ("-", ["-"]) and abs(wanted if type(wanted) is int else 0) < 10**15)
    # In a column of the texts « oui » and « 12 » nobody means true or twelve.
    assume(isinstance(cell, list | str) or "values" not in column)
    assert read_condition(said_condition(cell, column), column) == wanted


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("banque, avocat", ["banque", "avocat"]),
        ('"Namur, ville"', "Namur, ville"),
        ('"12", 12', ["12", 12]),
        ('"oui"', "oui"),
        ("oui", True),
        ("(vide)", ""),
        (">= 75", ">= 75"),
        ("18..64", "18..64"),
        ('l"eau', 'l"eau'),
    ],
)
def test_what_is_typed_in_a_condition(text, cell):
    assert read_condition(text, {"name": "x"}) == cell


def test_a_text_that_the_column_may_hold_is_that_text():
    assert read_condition("12, oui, 13", TABLE["inputs"][1]) == ["12", "oui", 13]


@pytest.mark.parametrize(
    ("text", "kind", "answer"),
    [
        ("2,5", "amount", 250),
        ("-2,50", "amount", -250),
        ("1e2", "amount", "1e2"),
        ("1 200,00 €", "amount", 120000),
        ("deux", "number", "deux"),
        ("12", "text", "12"),
        ("oui", "text", "oui"),
        ("oui", "yes_no", True),
        ("= answers.x * 2", "amount", "= answers.x * 2"),
    ],
)
def test_what_is_typed_in_an_answer(text, kind, answer):
    assert read_answer(text, {"type": kind}) == answer


def test_a_line_that_was_not_sent_stays_in_its_place():
    rows = [{"id": f"l{n}", "when": {"age": n}, "then": {"mot": "a"}} for n in range(500)]
    page = {key: value for key, value in sent(rows).items() if 100 <= int(key.split(".")[1]) < 150}
    page |= {"rows.120.then.mot": "b", "rows.130.remove": "1", "rows.500.id": "", "rows.500.then.mot": "neuf"}
    made = read_lines(TABLE, rows, page)
    assert len(made) == 500
    assert (made[120]["then"], made[129]["id"], made[130]["id"]) == ({"mot": "b"}, "l129", "l131")
    assert made[-1] == {"id": "ligne_1", "when": {}, "then": {"mot": "neuf"}}
