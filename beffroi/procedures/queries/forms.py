"""The form engine, told what only the commune knows (see ``rules.forms`` for what each gives)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from beffroi.procedures.rules import forms, moving, references
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.fees import Entitlement, FeeQuote
from beffroi.procedures.rules.fields import FieldView

from .commune import with_commune

Answers = Mapping[str, Any]
RawValues = Mapping[str, Sequence[str]]


def pages_of(definition: Definition, answers: Answers, context: FormContext) -> list[forms.PageView]:
    """The pages to fill in, in order; the last is an exit page when the person is not entitled."""
    return forms.pages_of(definition, answers, with_commune(context, definition))


def next_page(definition: Definition, page: str, answers: Answers, context: FormContext) -> str | None:
    """The page after this one, or None when the answers can be checked and sent."""
    return forms.next_page(definition, page, answers, with_commune(context, definition))


def fields_of(
    definition: Definition,
    page: str,
    answers: Answers,
    context: FormContext,
    raw: RawValues | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[FieldView]:
    """The questions of a page; ``raw`` and ``errors`` show again what was typed and what is wrong with it."""
    return forms.fields_of(definition, page, answers, with_commune(context, definition), raw, errors)


def clean_page(
    definition: Definition,
    page: str,
    raw: RawValues,
    answers: Answers,
    context: FormContext,
    asked: Collection[str] | None = None,
) -> forms.Cleaned:
    """Read what was sent of one page, whose inputs were those ``asked``. Never raises on what a request carries."""
    return forms.clean_page(definition, page, raw, answers, with_commune(context, definition), asked)


def clean_transition(
    definition: Definition, status: str, transition: str, raw: RawValues, context: FormContext
) -> forms.Cleaned:
    """Read the small form of a way out of a status."""
    return forms.clean_transition(definition, status, transition, raw, with_commune(context, definition))


def check_answers(definition: Definition, answers: Answers, context: FormContext) -> list[forms.Problem]:
    """Everything that prevents sending, looked at again from the first page."""
    return forms.check_answers(definition, answers, with_commune(context, definition))


def left_open(definition: Definition, answers: Answers, context: FormContext) -> list[forms.Problem]:
    """The questions without an answer that may stay so, though one is wanted."""
    return forms.left_open(definition, answers, with_commune(context, definition))


def misfits(
    definition: Definition, answers: Answers, agent: Answers, context: FormContext
) -> list[moving.Misfit]:
    """What of a case's answers does not go with a version that it was not submitted on."""
    return moving.misfits(definition, answers, agent, with_commune(context, definition))


def visible_answers(definition: Definition, answers: Answers, context: FormContext) -> dict[str, Any]:
    """The answers that count: those of the questions shown. What is hidden is dropped."""
    return forms.visible_answers(definition, answers, with_commune(context, definition))


def chosen_rows(definition: Definition, answers: Answers, context: FormContext) -> dict[str, Any]:
    """What to keep of the rows that these answers chose in reference tables; ``kept_rows`` reads it back."""
    return references.chosen_rows(definition, answers, with_commune(context, definition).references or {})


def origins(definition: Definition, answers: Answers, context: FormContext) -> dict[str, str]:
    """Where the answers came from, by field: ``register``, ``eid`` or ``account``; what was typed is not there."""
    return forms.origins(definition, answers, with_commune(context, definition))


def summary(
    definition: Definition,
    answers: Answers,
    context: FormContext,
    came_from: Mapping[str, str] | None = None,
) -> list[forms.SummaryPage]:
    """The answers in words, page by page; only what is shown on the form.

    ``came_from`` is what ``origins`` gave when the form was sent; without it the context of the draft tells.
    """
    return forms.summary(definition, answers, with_commune(context, definition), came_from)


def entitlement(definition: Definition, answers: Answers, context: FormContext) -> Entitlement:
    """Whether the person may ask, with the rows that say so."""
    return forms.entitlement(definition, answers, with_commune(context, definition))


def fee(definition: Definition, answers: Answers, context: FormContext) -> FeeQuote:
    """What it costs for these answers, with the tables and dated values used. Raises ExpressionFailed."""
    return forms.fee(definition, answers, with_commune(context, definition))
