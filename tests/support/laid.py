"""Rows that are written once in each process and laid down again: what many tests begin from costs seconds to make.

What is kept are the rows that ``write`` adds to a freshly migrated database, as the database itself gives them. They
are laid down by plain inserts, so nothing of the program runs again; what it keeps in memory is forgotten first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from beffroi.lib.kept import forget_all

Rows = list[Any]

_kept: dict[Hashable, dict[str, Rows]] = {}


def lay(key: Hashable, write: Callable[[], None]) -> None:
    """Have the rows of ``write`` in the database: written the first time, laid down from memory after that.

    ``key`` says on what they depend besides the code (a date, the keys of the vault). The database is as the
    migrations left it; ``write`` only adds (AssertionError otherwise).
    """
    if (key := (connection.vendor, key)) in _kept:
        with transaction.atomic():  # foreign keys are looked at in the end
            _put(_kept[key])
        _number_on(_kept[key])
        forget_all()
        return
    before = everything()
    write()
    after = everything()
    _kept[key] = {table: _added(table, before.get(table, []), rows) for table, rows in after.items()}


def _added(table: str, before: Rows, after: Rows) -> Rows:
    """The rows that came, in the order in which the table gives them."""
    held = set(before)
    assert held <= set(after), f"what the migrations wrote in {table} was changed"
    return [row for row in after if row not in held]


def everything() -> dict[str, Rows]:
    """Every row of every model, by table."""
    with connection.cursor() as cursor:
        return {table: _read(cursor, table) for table in _tables()}


def _tables() -> list[str]:
    """The tables of models: what a full-text index keeps for itself follows by its triggers."""
    return sorted(
        {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    )


def put_back(rows: dict[str, Rows]) -> None:
    """Empty every table, then lay these rows. The guards against it are down; foreign keys are looked at in the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in _tables():
                cursor.execute(f'DELETE FROM "{table}"')
        _put(rows)


def _put(kept: dict[str, Rows]) -> None:
    with connection.cursor() as cursor:
        for table, rows in kept.items():
            if rows:
                _write(cursor, table, rows)


def _number_on(kept: dict[str, Rows]) -> None:
    """Let the database number what comes after the rows that were laid."""
    laid = [model for model in apps.get_models(include_auto_created=True) if kept.get(model._meta.db_table)]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), laid):
            cursor.execute(statement)


def _read(cursor: CursorWrapper, table: str) -> Rows:
    if connection.vendor == "postgresql":
        with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:  # type: ignore[attr-defined]
            return b"".join(copy).splitlines(keepends=True)
    # The sign keeps each value as it is stored: Django would make dates of those of a plain column.
    cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
    columns = ", ".join(f'+"{column[0]}"' for column in cursor.description)
    cursor.execute(f'SELECT {columns} FROM "{table}"')
    return list(cursor.fetchall())


def _write(cursor: CursorWrapper, table: str, rows: Rows) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:  # type: ignore[attr-defined]
            copy.write(b"".join(rows))
        return
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
