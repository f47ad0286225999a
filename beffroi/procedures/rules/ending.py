"""Amounts that somebody pays and that end soon, with nothing after them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol, TypeVar

from .definition import Definition
from .paying import asks_money, paying
from .references import makes_pay
from .schema import RowRecord

#: How many days before its end an amount is pointed out: the time of a council, its *tutelle* and a publication.
NOTICE: Final = 60


class Dated(Protocol):
    """What counts from a day on, perhaps until another."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


AnyDated = TypeVar("AnyDated", bound=Dated)


@dataclass(frozen=True, slots=True)
class Ending:
    """One of them: an option by its key, a row by its table and value, the last period of a decision table."""

    kind: Literal["option", "row", "table"]
    key: str
    last_day: date
    value: str = ""
    label: str = ""


def last_of(records: Iterable[AnyDated]) -> AnyDated | None:
    """What counts last; of two from the same day, the later one."""
    last: AnyDated | None = None
    for record in records:
        if last is None or record.valid_from >= last.valid_from:
            last = record
    return last


def last_day(records: Iterable[Dated], today: date) -> date | None:
    """The last day of what counts last, when it is at most NOTICE days away or past."""
    last = last_of(records)
    if last is None or last.valid_to is None or (last.valid_to - today).days > NOTICE:
        return None
    return last.valid_to


def endings(
    definition: Definition, options: Mapping[str, Sequence[Dated]], rows: Iterable[RowRecord], today: date
) -> list[Ending]:
    """What ends of the options that a version reads as amounts, of its rows that make somebody pay, of its tables.

    An option or a table that has ended is told until something follows; a row is often ended on purpose (the hall is
    sold), so it is told only before.
    """
    return [
        *_options(definition, options, today),
        *_rows(definition, rows, today),
        *_tables(definition, today),
    ]


def _options(definition: Definition, options: Mapping[str, Sequence[Dated]], today: date) -> Iterator[Ending]:
    for key in sorted(paying(definition).options & definition.options.keys()):
        if (day := last_day(options.get(key, ()), today)) is not None:
            yield Ending("option", key, day, label=definition.options[key].label)


def _rows(definition: Definition, rows: Iterable[RowRecord], today: date) -> Iterator[Ending]:
    records: dict[tuple[str, str], list[RowRecord]] = {}
    for record in rows:
        if makes_pay(record, paying(definition).of_table(record.table)):
            records.setdefault((record.table, record.value), []).append(record)
    for (table, value), held in records.items():
        day = last_day(held, today)
        if day is not None and day >= today:
            yield Ending("row", table, day, value, held[-1].label)


def _tables(definition: Definition, today: date) -> Iterator[Ending]:
    for name in sorted(paying(definition).tables):
        table = definition.table(name)
        asking = [one for one in table.periods if any(asks_money(definition, name, row) for row in one.rows)]
        if asking and (day := last_day(table.periods, today)) is not None:
            yield Ending("table", name, day, label=table.title)
