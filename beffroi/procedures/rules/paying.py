"""Which dated values make somebody pay: the options, tables and rows that a fee or a request for payment reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from django.utils.translation import gettext, gettext_noop

from .definition import Definition
from .expressions import ExpressionProblem, compile_expression
from .schema import OptionRecord, Row, RowPeriod, RowRecord
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
    for _, call in definition.calls():
        if call.block == "payments.request":
            yield from _holes(str(call.args.get("amount_cents", "")))


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


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one of the days of what makes somebody pay.

    ``missing``; ``order``: it comes before ``other``, which it follows; ``early``: what counts from that day does so
    before it binds; ``future``: what has happened, as a vote, has a day that has come.
    """

    day: str
    kind: Literal["missing", "order", "early", "future"]
    other: str = ""


def faults(
    binding: OptionRecord | RowRecord | RowPeriod, today: date | None = None, *, waiting: bool = False
) -> list[Fault]:
    """What keeps it from binding. With ``waiting`` only the vote is needed: it does not count yet."""
    wanted = () if binding.fictional else STEPS[:1] if waiting else STEPS
    days = [(name, day) for name in STEPS if (day := getattr(binding, name)) is not None]
    known = dict(days)
    found = [Fault(name, "missing") for name in wanted if name not in known]
    found += [Fault(late, "order", early) for (early, a), (late, b) in pairwise(days) if b < a]
    if binding.binds_on is not None and binding.valid_from < binding.binds_on:
        found.append(Fault("valid_from", "early", "binds_on"))
    if today is not None and not binding.fictional:
        found += [Fault(name, "future") for name in STEPS[:-1] if name in known and known[name] > today]
    return found


#: What the days are called inside a sentence.
DAY_NAMES: Final[Mapping[str, str]] = {
    "valid_from": gettext_noop("premier jour"),
    "voted_on": gettext_noop("vote"),
    "approved_on": gettext_noop("décision de la tutelle"),
    "published_on": gettext_noop("publication"),
    "binds_on": gettext_noop("jour où elle oblige"),
}


def fault_said(fault: Fault, binding: OptionRecord | RowRecord | RowPeriod) -> str:
    """The same for the person who typed the days, beside the one that it is about."""
    if fault.kind == "missing":
        return gettext("Indiquez ce jour : quelqu’un paiera par cette décision.")
    if fault.kind == "future":
        return gettext("Ce jour n’est pas encore venu : indiquez-le quand ce sera fait.")
    said = gettext("%(day)s (%(name)s) vient avant %(other_day)s (%(other)s). Corrigez l’un des deux.")
    day, other = getattr(binding, fault.day), getattr(binding, fault.other)
    return said % {
        "day": day.strftime("%d/%m/%Y"),
        "name": gettext(DAY_NAMES[fault.day]),
        "other_day": other.strftime("%d/%m/%Y"),
        "other": gettext(DAY_NAMES[fault.other]),
    }


def day_problems(
    binding: OptionRecord | RowRecord | RowPeriod, today: date | None, *, waiting: bool = False
) -> dict[str, str]:
    """What is wrong with the days, in words, by day: the first of each."""
    found = reversed(faults(binding, today, waiting=waiting))
    return {fault.day: fault_said(fault, binding) for fault in found}
