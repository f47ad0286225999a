"""One decision table, on values given by hand (a legal officer trying it out)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from beffroi.lib import clock
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.records import make_scope
from beffroi.procedures.rules.tables import TableResult, evaluate

from .commune import with_commune
from .shelf import options_on


def evaluate_table(
    definition: Definition, table: str, inputs: Mapping[str, Any], on: date | None = None
) -> TableResult:
    """What a table answers for these inputs on a day (today by default). Raises KeyError for an unknown table."""
    day = on or clock.today()
    context = with_commune(FormContext(today=day, options=options_on(definition.slug, day)), definition)
    return evaluate(table, definition.table(table), inputs, on=day, scope=make_scope(definition, {}, context))
