"""Texts with expressions between double braces."""

from datetime import date

import pytest

from beffroi.procedures.rules.expressions import ExpressionProblem, Scope
from beffroi.procedures.rules.texts import compile_text, expand, expand_all

SCOPE = Scope(
    {"case": {"number": "2026-00412", "fee_cents": 900, "mediator": True}}, today=date(2026, 11, 24)
)


def test_holes_are_filled_in():
    assert (
        expand("Demande {{ case.number }} : {{euros(case.fee_cents)}}", SCOPE)
        == "Demande 2026-00412 : 9,00\u00a0€"
    )


def test_a_hole_that_cannot_be_computed_stays_empty():
    assert expand("a{{ case.absent }}b", SCOPE) == "ab"


def test_yes_and_no_are_said():
    assert expand("{{ case.mediator }}", SCOPE) == "oui"


def test_what_a_person_typed_is_never_read_as_an_expression():
    scope = Scope({"case": {"number": "{{ case.fee_cents }}"}}, today=date(2026, 11, 24))
    assert expand("{{ case.number }}", scope) == "{{ case.fee_cents }}"


def test_an_argument_that_is_one_hole_keeps_its_type():
    arguments = {
        "amount_cents": "{{ case.fee_cents }}",
        "reason": "Demande {{ case.number }}",
        "list": ["{{ 1 + 1 }}"],
    }
    assert expand_all(arguments, SCOPE) == {"amount_cents": 900, "reason": "Demande 2026-00412", "list": [2]}


@pytest.mark.parametrize("text", ["{{ case.number", "case.number }}", "{{ 1.5 }}"])
def test_a_broken_hole_is_refused(text):
    with pytest.raises(ExpressionProblem):
        compile_text(text)
