"""Reference tables: the rows in force on a day, the row chosen in a question, and what is kept of it with a case."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext

from .context import References
from .definition import Definition, reference_of
from .fields.base import clean_text
from .paying import day_problems
from .reading import to_canonical
from .schema import ReferenceSpec, RowRecord
from .tables import EMPTY_OUTPUTS
from .typed import TYPES, misfit


def fingerprint(records: Iterable[RowRecord], value: str = "") -> str:
    """What tells whether somebody recorded a row (or, without a value, any row of a table) since it was read."""
    held = [one.model_dump(mode="json") for one in records if value in ("", one.value)]
    return hashlib.sha256(to_canonical(held)).hexdigest()[:20]


#: The fingerprint of a row that nobody recorded.
NOTHING_SEEN: Final = fingerprint(())


def later_record(records: Iterable[RowRecord], value: str, day: date) -> RowRecord | None:
    """The first record of a row that begins after a day, and with which the row would come back."""
    later = [one for one in records if one.value == value and one.valid_from > day]
    return min(later, key=lambda one: one.valid_from, default=None)


def cell_problems(record: RowRecord, spec: ReferenceSpec) -> Iterator[tuple[str, str]]:
    """The columns whose cell does not fit, with the reason in French. An absent text is empty; nothing else may be."""
    columns = {column.name: column for column in spec.columns}
    for name in sorted(record.cells.keys() - columns):
        yield name, f"« {name} » n’est pas une colonne de la table."
    for name, column in columns.items():
        if name in record.cells and (message := misfit(record.cells[name], column.type)):
            yield name, message


def row_problems(
    record: RowRecord,
    spec: ReferenceSpec,
    paid: Collection[str] = (),
    today: date | None = None,
    *,
    waiting: bool = False,
) -> dict[str, str]:
    """What keeps a row out of its table, by what it stands beside: ``value``, ``label``, a column, a date.

    ``paid`` are the columns that make somebody pay: the row then names its vote and what follows, of which what is to
    have happened is not after ``today``; one that is ``waiting`` names its vote.
    """
    found = dict(cell_problems(record, spec))
    found |= {name: gettext("Écrivez une valeur.") for name in lacking(record, spec)}
    if not is_clean(record.value):
        found["value"] = gettext("Écrivez la valeur en une ligne, sans blanc autour.")
    if not record.label.strip():
        found["label"] = gettext("Écrivez ce que la personne lit.")
    if record.valid_to and record.valid_to < record.valid_from:
        found["valid_to"] = gettext("La fin précède le début.")
    if not record.legal_reference and not record.fictional and may_cost(spec):
        found["legal_reference"] = gettext("Citez la décision qui fixe ce montant.")
    if waiting or makes_pay(record, paid):
        found |= day_problems(record, today, waiting=waiting)
    return found


def makes_pay(record: RowRecord, paid: Collection[str]) -> bool:
    """Whether a row holds an amount that somebody pays."""
    cells = (record.cells.get(name) for name in paid)
    return any(type(cell) is int and cell > 0 for cell in cells)


def may_cost(spec: ReferenceSpec) -> bool:
    """Whether the rows of a table may make someone pay: each then says by which decision."""
    return any(column.type == "amount" for column in spec.columns)


def lacking(record: RowRecord, spec: ReferenceSpec) -> list[str]:
    """The columns, other than texts, that a row says nothing in: a price is never supposed."""
    return [one.name for one in spec.columns if one.type != "text" and one.name not in record.cells]


def is_clean(value: str) -> bool:
    """Whether a value can come back from a request as it is: one line, without blanks around or invisible signs."""
    return bool(value) and value == clean_text(value) and not set(value) & {"\n", "\t"}


class Rows(Mapping[str, Any]):
    """``rows``: by question, the cells of the row chosen there."""

    def __init__(self, definition: Definition, answers: Mapping[str, Any], references: References) -> None:
        self._definition, self._answers, self._references = definition, answers, references

    def __getitem__(self, name: str) -> Cells:
        spec = self._definition.row_fields[name]
        value = self._answers.get(name)
        chosen = self._references.get(spec.key, {}).get(value) if isinstance(value, str) else None
        return Cells(spec, chosen)

    def __iter__(self) -> Iterator[str]:
        return iter(self._definition.row_fields)

    def __len__(self) -> int:
        return len(self._definition.row_fields)


class Cells(Mapping[str, Any]):
    """The cells of one row, or typed empties when none is chosen; a cell that the row lacks is an error, not a 0."""

    def __init__(self, spec: ReferenceSpec, chosen: RowRecord | None) -> None:
        self._columns = {column.name: column for column in spec.columns}
        self._chosen = chosen

    def __getitem__(self, name: str) -> Any:
        column = self._columns[name]
        if self._chosen is None or (column.type == "text" and name not in self._chosen.cells):
            return EMPTY_OUTPUTS[column.type]
        cell = self._chosen.cells[name]
        if type(cell) is not TYPES[column.type]:
            raise KeyError(name)
        return cell

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def chosen_rows(definition: Definition, answers: Mapping[str, Any], references: References) -> dict[str, Any]:
    """What to keep with a case of the rows that its answers chose: by table and value, as JSON."""
    kept: dict[str, dict[str, Any]] = {}
    for table, answer in _answers_in_tables(definition, answers):
        for value in answer if isinstance(answer, list) else [answer]:
            row = references.get(table, {}).get(value) if isinstance(value, str) else None
            if row is not None:
                kept.setdefault(table, {})[row.value] = row.model_dump(
                    mode="json", include={"label", "cells", "valid_from", "legal_reference", "fictional"}
                )
    return kept


def _answers_in_tables(definition: Definition, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every answer chosen in a table, with the table; those of repeated blocks line by line."""
    for name, field in definition.fields.items():
        yield reference_of(field), answers.get(name)
        for part in field.fields:
            for line in answers.get(name) or ():
                yield reference_of(part), line.get(part.name)


def kept_rows(kept: Mapping[str, Any]) -> References:
    """The rows kept with a case, as the form and the expressions read them: a price stays what it was."""
    return {
        table: {value: _revived(table, value, row) for value, row in rows.items()}
        for table, rows in kept.items()
    }


def _revived(table: str, value: str, row: Mapping[str, Any]) -> RowRecord:
    return RowRecord(
        table=table,
        value=value,
        label=row["label"],
        cells=row["cells"],
        valid_from=date.fromisoformat(row["valid_from"]),
        legal_reference=row["legal_reference"],
        fictional=row["fictional"],
    )
