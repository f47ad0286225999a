"""The reference tables: their rows in force, and every record of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import transaction

from beffroi.lib.kept import Kept
from beffroi.lib.refusals import NotFound
from beffroi.procedures.models import ReferenceRow
from beffroi.procedures.rules.context import References
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.held import Held, rows_on, rows_read
from beffroi.procedures.rules.paying import paying
from beffroi.procedures.rules.references import fingerprint
from beffroi.procedures.rules.references_csv import written
from beffroi.procedures.rules.schema import ReferenceSpec, RowRecord

from .dated import may_change
from .shelf import declaring, definition, definitions_in_force, version_in_force

#: The records of the whole house stand under no procedure.
HOUSE_WIDE = ""
_COLUMNS = (
    "procedure__slug", "table", "value", "label", "cells", "valid_from", "valid_to", "legal_reference", "fictional",
    "voted_on", "approved_on", "published_on", "binds_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A reference table and whose it is; ``slug`` is empty when it serves the whole house."""

    slug: str
    spec: ReferenceSpec
    count: int


class _Known:
    """Every record, by procedure; what is in force on a day is worked out once."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, date], Mapping[str, Mapping[str, RowRecord]]] = {}

    @cached_property
    def records(self) -> dict[str, list[RowRecord]]:
        found: dict[str, list[RowRecord]] = {}
        counting = ReferenceRow.standing().filter(state=ReferenceRow.State.COUNTS)
        rows = counting.order_by("position", "recorded_at", "pk")
        for owner, *cells in rows.values_list(*_COLUMNS):
            found.setdefault(owner or HOUSE_WIDE, []).append(_record(cells))
        return found

    def on(self, owner: str, day: date) -> References:
        key = (owner, day)
        if key not in self._days:
            in_force = rows_on(self.records.get(owner, ()), day)
            self._days[key] = {table: rows for table, rows in in_force.items() if rows}
        return self._days[key]


def _record(cells: list[Any]) -> RowRecord:
    """What stands in the database was checked when it was recorded."""
    return RowRecord.model_construct(None, **dict(zip(_COLUMNS[1:], cells, strict=True)))


def _read() -> _Known:
    known = _Known()
    known.records  # noqa: B018 - the one query, before it is kept
    return known


_known = Kept(_read, ReferenceRow)


def forget_rows() -> None:
    """Many rows were written at once, which sends no signal."""
    _known.forget()
    transaction.on_commit(_known.forget)


def references_on(slug: str, day: date) -> References:
    """The rows that may be chosen on a day, by table and value: those of the procedure, else those of the house.

    All records are read in one query and kept for five seconds in each process.
    """
    known = _known()
    return rows_read(known.on(slug, day), known.on(HOUSE_WIDE, day))


def references_of(definition: Definition, day: date) -> References:
    """The same for a version; nothing is asked when it declares no table."""
    return references_on(definition.slug, day) if definition.references else {}


def held_rows(slug: str) -> Held:
    """Every record of the tables that a procedure reads, its own and those of the house."""
    records = _known().records
    return Held(tuple(records.get(slug, ())), tuple(records.get(HOUSE_WIDE, ())))


def table_spec(slug: str, table: str) -> ReferenceSpec:
    """What the version in force says of one of its tables. Raises NotFound.

    A table of the whole house (``slug`` is empty) has the columns of every version in force that declares it.
    """
    declared = [one.references[table] for one in _declaring(slug, table)]
    columns = {column.name: column for spec in reversed(declared) for column in spec.columns}
    return declared[0].model_copy(update={"columns": tuple(columns.values())})


def paid_columns(slug: str, table: str) -> frozenset[str]:
    """The columns of a table that make somebody pay. Raises NotFound."""
    return frozenset().union(*(paying(one).of_table(table) for one in _declaring(slug, table)))


def _declaring(slug: str, table: str) -> list[Definition]:
    if slug == HOUSE_WIDE:
        found = declaring(table)
    else:
        one = definition(version_in_force(slug).pk)
        found = [one] if table in one.references else []
    if not found:
        raise NotFound
    return found


def rows_of(slug: str, table: str) -> list[RowRecord]:
    """Every record of one table of a procedure (or of the house), in the order of the rows, the oldest first."""
    return [one for one in _known().records.get(slug, []) if one.table == table]


def rows_to_come(slug: str, table: str) -> list[ReferenceRow]:
    """The rows of one table that may still be corrected or taken back: to come, of each day the last, or waiting."""
    owner = {"procedure__slug": slug} if slug else {"procedure": None}
    held = (
        ReferenceRow.standing()
        .filter(**owner, table=table)
        .order_by("position", "valid_from", "recorded_at", "pk")
    )
    found = {
        one.pk if one.state == one.State.WAITING else (one.value, one.valid_from): one
        for one in held
        if may_change(one)
    }
    return list(found.values())


def rows_seen(slug: str, table: str, value: str = "") -> str:
    """The fingerprint of a row, or without a value of the table: who saves says which state they had before them."""
    return fingerprint(rows_of(slug, table), value)


def exported_rows(slug: str, table: str, day: date) -> bytes:
    """The rows in force of one table as a CSV file, which can be changed and imported again. Raises NotFound."""
    spec = table_spec(slug, table)
    return written(spec, rows_on(rows_of(slug, table), day).get(table, {}).values())


def tables_held(day: date) -> list[HeldTable]:
    """Every table that a version in force declares, with its rows of that day: a line for each procedure, and one for
    the house where it has rows."""
    known = _known()
    found = [
        HeldTable(slug, spec, len(known.on(slug, day).get(spec.key, ())))
        for slug, one in definitions_in_force()
        for spec in one.package.procedure.references
    ]
    house = {one.spec.key: one.spec for one in found}
    shared = [
        HeldTable(HOUSE_WIDE, house[key], len(rows))
        for key, rows in known.on(HOUSE_WIDE, day).items()
        if key in house
    ]
    return [*shared, *found]
