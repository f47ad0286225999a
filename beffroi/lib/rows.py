"""Rows added without the cost of a model's ``save``: those that every act leaves, many times (record 0024)."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model


def insert(*rows: Model, once: bool = False) -> None:
    """Insert rows of one model in one statement. One alone is given its automatic key; no signal is sent.

    Values pass through their fields, as in ``save``: each database gets its own form. ``once`` leaves as it is what a
    unique constraint says is there already, and gives no key. Raises what the database raises.
    """
    if not rows:
        return
    model = type(rows[0])
    fields, statement, key = _shape(model, len(rows), once, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for row in rows
                for field in fields
            ],
        )
        if key:
            rows[0].pk = cursor.fetchone()[0]
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _shape(
    model: type[Model], count: int, once: bool, vendor: str
) -> tuple[tuple[Field[Any, Any], ...], str, bool]:
    quote = connection.ops.quote_name
    key = (
        count == 1 and not once and isinstance(model._meta.pk, AutoField)
    )  # SQLite returns several in any order
    fields = tuple(field for field in model._meta.concrete_fields if not isinstance(field, AutoField))
    names = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    end = f" RETURNING {quote(str(model._meta.pk.column))}" if key and model._meta.pk else ""
    end += " ON CONFLICT DO NOTHING" if once else ""
    return fields, f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {values}{end}", key  # noqa: S608
