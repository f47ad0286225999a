"""A reference table as a CSV file: what a spreadsheet writes comes in, what comes out goes in again. Pure.

The first line names the columns: ``valeur``, ``libellé``, then those of the table by their name or their label. Commas
or semicolons, UTF-8; amounts in euros (``12,50``), ``oui`` or ``non``.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext
from pydantic import ValidationError

from .fields.base import Invalid, clean_text
from .held import rows_on
from .references import later_record, row_problems
from .schema import ReferenceColumn, ReferenceSpec, RowRecord
from .spreadsheet import bare, guarded, spreadsheet
from .typed import read_typed, typed

MAX_BYTES: Final = 1_000_000
MAX_ROWS: Final = 5_000
#: Names that no column of a table can have.
_VALUE: Final = " value"
_LABEL: Final = " label"


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong in the file, on which line (0: in the whole file), in French."""

    line: int
    message: str

    def __str__(self) -> str:
        return (
            gettext("Ligne %(line)s : %(message)s") % {"line": self.line, "message": self.message}
            if (self.line)
            else self.message
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read: one record for each line that could be, and what is wrong with the others."""

    records: list[RowRecord] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do to a table; nothing, when there are problems. ``ended`` are as they would be recorded."""

    new: list[RowRecord] = field(default_factory=list)
    changed: list[RowRecord] = field(default_factory=list)
    ended: list[RowRecord] = field(default_factory=list)
    unchanged: int = 0
    problems: list[LineProblem] = field(default_factory=list)

    @property
    def records(self) -> list[RowRecord]:
        """Everything to record, the rows of the file in its order."""
        return [*self.new, *self.changed, *self.ended]


def written(spec: ReferenceSpec, rows: Iterable[RowRecord]) -> bytes:
    """The file of a table."""
    heading = ["valeur", "libellé", *(column.name for column in spec.columns)]
    return spreadsheet([heading, *(_line(spec, row) for row in rows)])


def _line(spec: ReferenceSpec, row: RowRecord) -> list[str]:
    cells = (typed(row.cells.get(column.name), column.type) for column in spec.columns)
    return [
        guarded(row.value),
        guarded(row.label),
        *(
            cell if column.type != "text" else guarded(cell)
            for cell, column in zip(cells, spec.columns, strict=True)
        ),
    ]


def read(
    content: bytes,
    spec: ReferenceSpec,
    like: RowRecord,
    paid: Collection[str] = (),
    today: date | None = None,
) -> Rows:
    """The rows of a file, each valid as ``like`` says (days, legal reference). Never raises for what the file holds."""
    found = Rows()
    try:
        lines = list(_lines(_text(content)))
        columns = _header(lines, spec)
    except _Unreadable as problem:
        return Rows(problems=[problem.said])
    reader = _Reader(spec, like, paid, found, today)
    for line, cells in lines[1:]:
        if len(cells) > len(columns):
            reader.wrong(line, gettext("il y a plus de cellules que de titres."))
        elif any(cell.strip() for cell in cells):
            reader.row(line, {name: bare(cell.strip()) for name, cell in zip(columns, cells, strict=False)})
    if not found.records and not found.problems:
        found.problems.append(LineProblem(0, gettext("Le fichier n’a pas de ligne sous celle des titres.")))
    return found


class _Unreadable(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        self.said = LineProblem(line, message)
        super().__init__(message)


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _Unreadable(0, gettext("Le fichier est trop grand : restez sous 1 Mo."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = gettext("le texte n’est pas en UTF-8. Enregistrez le fichier en « CSV UTF-8 ».")
        raise _Unreadable(line, message) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on. Raises _Unreadable."""
    if "\0" in text:
        raise _Unreadable(0, gettext("Ce n’est pas un fichier CSV."))
    first = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if first.count(";") >= first.count(",") else ",",
        strict=True,
    )
    begins = 1
    try:
        for number, cells in enumerate(reader):
            if number > MAX_ROWS:
                raise _Unreadable(begins, gettext("plus de %(most)s lignes.") % {"most": MAX_ROWS})
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        message = gettext("les guillemets ne se ferment pas ou une cellule est trop longue.")
        raise _Unreadable(begins, message) from None


def _plain(title: str) -> str:
    """A title without accents, capitals or blanks around: « Libellé » is ``libelle``."""
    apart = unicodedata.normalize("NFD", clean_text(title).casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _header(lines: Sequence[tuple[int, list[str]]], spec: ReferenceSpec) -> list[str]:
    """The name of each column. Raises _Unreadable."""
    if not lines:
        raise _Unreadable(0, gettext("Le fichier est vide."))
    by_title = {_plain(column.label): column.name for column in spec.columns}
    by_title |= {column.name: column.name for column in spec.columns}
    by_title |= {"valeur": _VALUE, "libelle": _LABEL}
    names: list[str] = []
    for title in lines[0][1]:
        name = by_title.get(_plain(title), "")
        if not name:
            message = gettext("la colonne « %(title)s » n’est pas connue. Les colonnes : %(known)s.")
            known = ", ".join(["valeur", "libellé", *(column.name for column in spec.columns)])
            raise _Unreadable(1, message % {"title": title[:60], "known": known})
        if name in names:
            raise _Unreadable(
                1, gettext("la colonne « %(title)s » est là deux fois.") % {"title": title[:60]}
            )
        names.append(name)
    for name, title in ((_VALUE, "valeur"), (_LABEL, "libellé")):
        if name not in names:
            raise _Unreadable(1, gettext("la colonne « %(title)s » manque.") % {"title": title})
    return names


class _Reader:
    """Reads line after line, and remembers which values were read."""

    def __init__(
        self, spec: ReferenceSpec, like: RowRecord, paid: Collection[str], found: Rows, today: date | None
    ) -> None:
        self._spec, self._paid, self._found, self._today = spec, paid, found, today
        self._like = like.model_dump()
        self._seen: dict[str, int] = {}

    def wrong(self, line: int, message: str) -> None:
        self._found.problems.append(LineProblem(line, message))

    def row(self, line: int, cells: Mapping[str, str]) -> None:
        value, label = (clean_text(cells.get(name, "")) for name in (_VALUE, _LABEL))
        if value in self._seen:
            message = gettext("la valeur « %(value)s » est déjà à la ligne %(line)s.")
            self.wrong(line, message % {"value": value, "line": self._seen[value]})
            return
        read = {column.name: self._cell(line, cells, column) for column in self._spec.columns}
        if self._found.problems and self._found.problems[-1].line == line:
            return
        said = {"value": value, "label": label, "cells": {n: c for n, c in read.items() if c is not None}}
        try:
            record = RowRecord(**{**self._like, **said})
        except ValidationError:
            self.wrong(line, gettext("la valeur (120 signes au plus) et le libellé sont nécessaires."))
            return
        self._seen[value] = line
        for name, message in row_problems(record, self._spec, self._paid, self._today).items():
            self.wrong(line, f"{name} : {message}")
        self._found.records.append(record)

    def _cell(self, line: int, cells: Mapping[str, str], column: ReferenceColumn) -> int | bool | str | None:
        try:
            return read_typed(cells.get(column.name, ""), column.type)
        except Invalid as problem:
            self.wrong(line, f"{column.name} : {problem}")
            return None


def plan(rows: Rows, records: Sequence[RowRecord], like: RowRecord, *, whole: bool) -> Plan:
    """What the rows of a file change in a table from the first day of ``like``; ``whole``: rows that are not in it end
    before.

    A row that says the same as before is left alone.
    """
    if rows.problems:
        return Plan(problems=rows.problems)
    standing = rows_on(records, like.valid_from).get(like.table, {})
    made = Plan()
    unchanged = 0
    for row in rows.records:
        before = standing.get(row.value)
        if before is None:
            made.new.append(row)
        elif (before.label, before.cells) != (row.label, row.cells):
            made.changed.append(row)
        else:
            unchanged += 1
    kept = {row.value for row in rows.records}
    for value, before in standing.items() if whole else ():
        if value not in kept:
            _end(made, before, like, later_record(records, value, like.valid_from))
    if made.problems:
        return Plan(problems=made.problems)
    return Plan(made.new, made.changed, made.ended, unchanged)


def _end(made: Plan, before: RowRecord, like: RowRecord, later: RowRecord | None) -> None:
    last = like.valid_from - timedelta(days=1)
    if last < before.valid_from:
        message = gettext(
            "« %(value)s » n’est pas dans le fichier et commence le %(day)s : elle ne peut finir avant."
        )
        made.problems.append(
            LineProblem(0, message % {"value": before.value, "day": before.valid_from.isoformat()})
        )
    elif later is not None:
        message = gettext("« %(value)s » n’est pas dans le fichier et a une suite à partir du %(day)s.")
        made.problems.append(
            LineProblem(0, message % {"value": before.value, "day": later.valid_from.isoformat()})
        )
    else:
        made.ended.append(before.model_copy(update={"valid_to": last}))
