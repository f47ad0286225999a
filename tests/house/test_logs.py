"""Logs say where, never about whom."""

import sys
from datetime import date

import pytest

from beffroi.procedures.rules.expressions import ExpressionFailed, Scope
from config.logs import exception_without_words, without_personal_data

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "text",
    [
        "refusé pour 85.07.30-998.87",
        "refusé pour 85073099887",
        "refusé pour 850730-998-87",
        "à elise@demo.example",
    ],
)
def test_what_looks_personal_is_blotted_out(text: str):
    said = without_personal_data(None, "info", {"event": text, "count": 3})

    assert said["event"].endswith("▮▮▮")
    assert said["count"] == 3


def test_a_uuid_and_a_date_stay_readable():
    event = {"event": "dossier 5c0e6b1e-7f4a-4a53-9c07-2a4d1c7f3b21 le 2026-11-24T09:00:00Z, 2026-00412"}

    assert without_personal_data(None, "info", dict(event)) == event


@pytest.mark.parametrize("expression", ["upper(answers.enfants)", "joined(answers.nom, answers.enfants)"])
def test_an_expression_that_fails_writes_nothing_of_the_answers(caplog, expression):
    """The library quotes what its functions were given."""
    answers = {"nom": "Tavernaux", "enfants": ["Louise", "Simon"]}
    with pytest.raises(ExpressionFailed):
        Scope({"answers": answers}, today=date(2026, 11, 24)).value(expression)
    assert caplog.text == ""


def test_an_exception_is_told_without_its_message():
    try:
        raise ValueError("Key (email)=(elise@demo.example) already exists")
    except ValueError:
        said = exception_without_words(None, "error", {"event": "refusé", "exc_info": sys.exc_info()})

    assert said["exception"].startswith("builtins.ValueError\n")
    assert "test_an_exception_is_told_without_its_message" in said["exception"]
    assert "elise" not in str(said)
