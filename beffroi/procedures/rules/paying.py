"""Which dated values make somebody pay: the options, tables and rows that a fee or a request for payment reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from .definition import Definition
from .expressions import ExpressionProblem, compile_expression
from .schema import Binding, Call, Row
from .texts import compile_text

#: What must be known of a row that makes somebody pay, in the order in which it happens.
STEPS: Final = ("voted_on", "approved_on", "published_on", "binds_on")


@dataclass(frozen=True, slots=True)
class Paying:
    """The keys of options, the names of decision tables, the columns (table, name) of reference tables."""

    options: frozenset[str]
    tables: frozenset[str]
    columns: frozenset[tuple[str, str]]

    def of_table(self, key: str) -> frozenset[str]:
        """The columns of one reference table that make somebody pay."""
        return frozenset(name for table, name in self.columns if table == key)


@lru_cache(maxsize=256)
def paying(definition: Definition) -> Paying:
    """What the amounts of a package are made of, through the tables that they read."""
    options: set[str] = set()
    tables: set[str] = set()
    columns: set[tuple[str, str]] = set()
    todo = list(_amounts(definition))
    while todo:
        for path in _references(todo.pop()):
            if path[0] == "options":
                options.add(path[1])
            elif path[0] == "rows" and len(path) == 3 and path[1] in definition.row_fields:
                columns.add((definition.row_fields[path[1]].key, path[2]))
            elif path[0] == "tables" and path[1] not in tables and path[1] in definition.package.decisions:
                tables.add(path[1])
                todo += _cells(definition, path[1])
    return Paying(frozenset(options), frozenset(tables), frozenset(columns))


def _amounts(definition: Definition) -> Iterator[str]:
    """Every expression that says how much is asked."""
    fee = definition.package.procedure.fee
    for line in fee.lines if fee else ():
        yield line.amount
    for call in _calls(definition):
        if call.block == "payments.request":
            yield from _holes(str(call.args.get("amount_cents", "")))


def _calls(definition: Definition) -> Iterator[Call]:
    for status in definition.package.workflow.statuses:
        yield from status.enter
    for _, way in definition.transitions():
        yield from way.calls


def _holes(text: str) -> tuple[str, ...]:
    try:
        return tuple(compile_text(text).expressions)
    except ExpressionProblem:  # said where the text stands
        return ()


def _cells(definition: Definition, name: str) -> list[str]:
    table = definition.table(name)
    return [
        cell[1:].strip()
        for period in table.periods
        for row in period.rows
        for cell in row.then.values()
        if isinstance(cell, str) and cell.startswith("=")
    ]


def _references(source: str) -> frozenset[tuple[str, ...]]:
    try:
        return compile_expression(source).references
    except ExpressionProblem:  # said where the expression stands
        return frozenset()


def asks_money(definition: Definition, table: str, row: Row) -> bool:
    """Whether a row of a table writes an amount of its own."""
    amounts = {output.name for output in definition.table(table).outputs if output.type == "amount"}
    return any(type(row.then.get(name)) is int and row.then[name] for name in amounts)


def missing_steps(binding: Binding) -> list[str]:
    """The days that are not known."""
    return [name for name in STEPS if getattr(binding, name) is None]


def out_of_order(binding: Binding) -> bool:
    """Voted, then approved, then published, then binding."""
    days: list[date] = [day for name in STEPS if (day := getattr(binding, name)) is not None]
    return days != sorted(days)


def before_it_binds(binding: Binding, valid_from: date) -> bool:
    """Whether a row would count before the day from which it binds."""
    return binding.binds_on is not None and valid_from < binding.binds_on
