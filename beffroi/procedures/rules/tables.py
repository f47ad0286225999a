"""Decision tables: which rows fire on which values, and what they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from .expressions import ExpressionFailed, Scope
from .schema import Row, RowPeriod, TableFile

ANY: Final = "-"
EMPTY_OUTPUTS: Final[Mapping[str, Any]] = {"text": "", "number": 0, "amount": 0, "yes_no": False}

_COMPARISON = re.compile(r"(>=|<=|!=|>|<)\s*(\S.*)")
_RANGE = re.compile(r"([\[\]])?\s*(-?\d[\d-]*)\s*\.\.\s*(-?\d[\d-]*)\s*([\[\]])?")
_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "!=": lambda a, b: a != b,
}


@dataclass(frozen=True, slots=True)
class TableResult:
    """What a table answered: values by output, the rows that fired, and the text that founds them."""

    table: str
    outputs: dict[str, Any]
    rules: list[str]
    legal_reference: str


def evaluate(
    name: str, table: TableFile, inputs: Mapping[str, Any], *, on: date, scope: Scope | None = None
) -> TableResult:
    """Apply the rows valid on a day. Without a firing row the outputs are empty and ``rules`` is."""
    period = period_on(table, on)
    fired = [row for row in (period.rows if period else ()) if fits(row, inputs)]
    if table.hit != "collect":
        fired = fired[:1]
    reference = period.legal_reference if period else ""
    return TableResult(name, _outputs(table, fired, scope), [row.id for row in fired], reference)


def period_on(table: TableFile, day: date) -> RowPeriod | None:
    """The rows that apply on a day: those valid from the latest day that has come."""
    valid = [p for p in table.periods if p.valid_from <= day and (p.valid_to is None or day <= p.valid_to)]
    return max(valid, key=lambda p: p.valid_from, default=None)


def fits(row: Row, inputs: Mapping[str, Any]) -> bool:
    """Whether every cell of a row fits."""
    return all(cell_fits(cell, inputs.get(name)) for name, cell in row.when.items())


def cell_fits(cell: Any, value: Any) -> bool:
    """Whether one cell fits a value."""
    if isinstance(cell, tuple):
        return any(cell_fits(one, value) for one in cell)
    if isinstance(cell, str):
        return _compiled(cell)(value)
    return type(cell) is type(value) and bool(cell == value)


@lru_cache(maxsize=4096)
def _compiled(cell: str) -> Callable[[Any], bool]:
    cell = cell.strip()
    if cell == ANY:
        return lambda value: True
    if match := _COMPARISON.fullmatch(cell):
        sign, bound = _COMPARE[match[1]], _literal(match[2])
        return lambda value: type(value) is type(bound) and bool(sign(value, bound))
    if match := _RANGE.fullmatch(cell):
        return _range(match[1] != "]", _literal(match[2]), _literal(match[3]), match[4] != "[")
    return lambda value: bool(value == cell)


def _range(with_first: bool, first: Any, last: Any, with_last: bool) -> Callable[[Any], bool]:
    """French brackets: ``[18..65[`` holds 18 and not 65."""

    def within(value: Any) -> bool:
        if type(value) is not type(first):
            return False
        after = value >= first if with_first else value > first
        return bool(after and (value <= last if with_last else value < last))

    return within


def _literal(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?\d+", text) else text.strip()


def is_literal(cell: str) -> bool:
    """Whether a cell is a text to be equal to: neither anything, nor a comparison, nor a range."""
    cell = cell.strip()
    return cell != ANY and not _COMPARISON.fullmatch(cell) and not _RANGE.fullmatch(cell)


def bounds(cell: Any) -> list[int]:
    """The whole numbers that a cell compares with: where the answer of a table may change."""
    if isinstance(cell, bool):
        return []
    if isinstance(cell, int):
        return [cell]
    if isinstance(cell, tuple):
        return [number for one in cell for number in bounds(one)]
    match = _COMPARISON.fullmatch(cell.strip()) or _RANGE.fullmatch(cell.strip())
    return [int(part) for part in match.groups() if part and re.fullmatch(r"-?\d+", part)] if match else []


def _outputs(table: TableFile, fired: list[Row], scope: Scope | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for output in table.outputs:
        values = [_answer(row.then[output.name], scope) for row in fired if output.name in row.then]
        empty = EMPTY_OUTPUTS[output.type]
        if table.hit == "collect" and output.type in ("number", "amount"):
            found[output.name] = sum(values)
        elif table.hit == "collect" and output.type == "text":
            found[output.name] = ", ".join(map(str, values))
        else:
            found[output.name] = values[0] if values else empty
    return found


def _answer(cell: Any, scope: Scope | None) -> Any:
    if not isinstance(cell, str) or not cell.startswith("="):
        return cell
    if scope is None:
        raise ExpressionFailed(f"« {cell} » demande les données d’un dossier.")
    return scope.value(cell[1:].strip())


def input_values(table: TableFile, scope: Scope) -> dict[str, Any]:
    """The value of each input column."""
    return {column.name: scope.value(column.value) for column in table.inputs}
