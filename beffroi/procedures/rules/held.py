"""The dated rows of reference tables that a commune holds, and which of them a procedure reads on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from .context import References
from .schema import RowRecord


def rows_on(records: Iterable[RowRecord], day: date) -> dict[str, dict[str, RowRecord]]:
    """The rows in force on a day, by table and value.

    Of two records of one row, the one valid from the later day counts, then the later one in the list: a correction is
    a new record. A row keeps the place of its first record, whatever its price has become.
    """
    found: dict[str, dict[str, RowRecord]] = {}
    for record in records:
        rows = found.setdefault(record.table, {})
        held = rows.get(record.value)
        if held is None or held.valid_from > day or held.valid_from <= record.valid_from <= day:
            rows[record.value] = record
    return {table: {v: one for v, one in rows.items() if in_force(one, day)} for table, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Held:
    """The records of the tables that a procedure reads: its own, and those of the whole house.

    On a day on which a procedure has a row of its own in a table, it reads no row of the house there.
    """

    own: tuple[RowRecord, ...] = ()
    house: tuple[RowRecord, ...] = ()

    def on(self, day: date) -> dict[str, Mapping[str, RowRecord]]:
        """The rows in force on a day, by table and value; a table without any is left out."""
        return rows_read(rows_on(self.own, day), rows_on(self.house, day))

    def over(self, shipped: Iterable[RowRecord]) -> Held:
        """The same, where what the commune has set covers the rows that a package ships."""
        return replace(self, own=(*shipped, *self.own))

    @property
    def tables(self) -> set[str]:
        """The tables that have records."""
        return {record.table for record in (*self.own, *self.house)}


#: What a package has that stands in no commune.
NO_ROWS: Final = Held()


def rows_read(own: References, house: References) -> dict[str, Mapping[str, RowRecord]]:
    """Which rows of a day a procedure reads, of its own and those of the house."""
    return {table: rows for table, rows in {**house, **{t: r for t, r in own.items() if r}}.items() if rows}


def in_force(record: RowRecord, day: date) -> bool:
    """Whether a record counts on a day."""
    return record.valid_from <= day and (record.valid_to is None or day <= record.valid_to)
