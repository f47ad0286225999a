"""An automatic citizen who fills in any form, and an automatic explorer who takes every way of any circuit."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from typing import Any

from beffroi.procedures.rules import forms, workflow
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition, type_of
from beffroi.procedures.rules.phases import ENDS, Phase
from beffroi.procedures.rules.records import case_scope
from beffroi.procedures.rules.schema import Field, WorkflowFile

from .factories import TODAY

_WORDS = re.compile(r'"([^"\\]{1,60})"')


def pages_filled_in(definition: Definition, *, walks: int, seed: int = 1) -> set[str]:
    """The pages that a citizen who answers at random comes to, and fills in without an exception."""
    chance, seen = random.Random(seed), set[str]()
    words = _WORDS.findall(str([(page.when, page.fields) for page in definition.package.form.pages]))
    wanted = {page.name for page in definition.package.form.pages}
    for _ in range(walks):
        options = {
            spec.key: _option(spec.type, chance, words) for spec in definition.package.procedure.options
        }
        context = FormContext(today=TODAY, level=chance.choice([0, 100, 450]), resident=True, options=options)
        seen |= _walk(definition, context, chance, words)
        if seen == wanted:
            break
    return seen


def _walk(definition: Definition, context: FormContext, chance: random.Random, words: list[str]) -> set[str]:
    answers: dict[str, Any] = {}
    seen: set[str] = set()
    page = forms.next_page(definition, "", answers, context)
    while page is not None and page not in seen:
        seen.add(page)
        for question in definition.pages[page].fields:
            if type_of(question).asks:
                answers[question.name] = _answer(question, chance, words)
        forms.fields_of(definition, page, answers, context)
        page = forms.next_page(definition, page, answers, context)
    kept = forms.visible_answers(definition, answers, context)
    forms.summary(definition, kept, context)
    forms.check_answers(definition, kept, context)
    return seen


def _option(kind: str, chance: random.Random, words: list[str]) -> Any:
    if kind == "yes_no":
        return chance.random() < 0.5
    return chance.choice([0, 1, 30]) if kind in ("number", "amount") else chance.choice([*words, "", "2.50"])


def _answer(question: Field, chance: random.Random, words: list[str]) -> Any:
    if chance.random() < 0.1:
        return None
    if question.options:
        value = chance.choice(question.options).value
        return [value] if question.type == "choices" else value
    if question.type in ("text", "long_text") and words and chance.random() < 0.5:
        return chance.choice(words)
    if question.type == "date":
        return chance.choice(["1950-03-27", "1987-03-27", "2020-01-01", "2026-12-24"])
    return chance.choice(type_of(question).samples(question) or [None])


def ways_taken(definition: Definition) -> set[tuple[str, str]]:
    """Every way of every status, taken with its condition set aside: (status, way). Raises when one cannot be."""
    free = Definition(_without_conditions(definition))
    taken = set()
    for name in free.statuses:
        scope = case_scope(free, {"answers": {}, "status": name}, TODAY)
        for way in free.ways_out(name):
            step = workflow.take(free, name, way.name, scope)
            assert step.status == way.to
            taken.add((name, way.name))
    return taken


def _without_conditions(definition: Definition) -> Any:
    found = definition.package.workflow
    free = WorkflowFile(
        statuses=tuple(
            one.model_copy(update={"transitions": tuple(_free(one.transitions))}) for one in found.statuses
        ),
        anywhere=tuple(
            one.model_copy(update={"transition": next(_free([one.transition]))}) for one in found.anywhere
        ),
        fields=found.fields,
    )
    return definition.package.model_copy(update={"workflow": free})


def _free(ways: Iterable[Any]) -> Any:
    return (way.model_copy(update={"when": ""}) for way in ways)


def without_an_end(definition: Definition) -> set[str]:
    """The statuses from which no way leads to an end."""
    ended = {name for name, status in definition.statuses.items() if Phase(status.phase) in ENDS}
    reached: Mapping[str, set[str]] = {
        name: {way.to for way in definition.ways_out(name)} for name in definition.statuses
    }
    grown = True
    while grown:
        more = {name for name, to in reached.items() if to & ended} - ended
        ended |= more
        grown = bool(more)
    return set(definition.statuses) - ended
