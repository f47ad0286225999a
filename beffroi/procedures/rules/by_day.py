"""What changes with the day alone: a condition that reads it may hold tomorrow, though nobody does anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .expressions import OF_THE_DAY, compile_expression

if TYPE_CHECKING:
    from .definition import Definition


def changes(definition: Definition, source: str) -> bool:
    """Whether the value of an expression on a case may change because a day has come.

    Answers, rows and options are those kept with the case: they stay. A decision table has its periods, so whatever
    reads one changes; so does what reads the fee, when its lines do, or an answer offered until a day only.
    """
    return any(_of_the_day(one) for one in _all_read(definition, source))


def _of_the_day(source: str) -> bool:
    expression = compile_expression(source)
    return (
        not expression.functions.isdisjoint(OF_THE_DAY)
        or ("context", "today") in expression.references
        or "tables" in expression.records
    )


def _all_read(definition: Definition, source: str) -> Iterator[str]:
    """An expression, and those that it reads through the fee or the words of an answer."""
    if not source:
        return
    yield source
    expression = compile_expression(source)
    fee = definition.package.procedure.fee
    if fee and "fee" in expression.records:
        yield from filter(
            None, (fee.free_when, *(part for line in fee.lines for part in (line.amount, line.when)))
        )
    for record, name, *_ in expression.references:
        if record == "labels" and name in definition.fields:
            yield from (option.when for option in definition.fields[name].options if option.when)
