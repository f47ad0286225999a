"""A fresh SQLite database in a second: what all the migrations leave, kept as one file (docs/decisions/0023).

Running them costs half a minute of processor, most of it in tables that later ones alter again. The file serves only
while it was made from the very migrations that are installed; otherwise, and on PostgreSQL, they run one by one.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection

KEPT = Path(__file__).with_name("fresh.sql")
#: When a migration was applied is the day of the installation, not of the file.
_WHEN, _NEVER = ("django_migrations", "applied"), "quote('')"
_TODAY = "UPDATE django_migrations SET applied = CURRENT_TIMESTAMP;"


def is_fresh() -> bool:
    """Whether the database is a SQLite file without any table."""
    return connection.vendor == "sqlite" and not connection.introspection.table_names()


def is_current() -> bool:
    """Whether the kept file was made from the migrations that are installed here."""
    return KEPT.is_file() and KEPT.read_text().partition("\n")[0] == _first_line()


def fill() -> None:
    """Write tables and first rows in an empty SQLite database, in one transaction; then what follows any migration."""
    connection.ensure_connection()
    opened: sqlite3.Connection = connection.connection
    opened.executescript(f"PRAGMA foreign_keys=OFF; BEGIN;\n{KEPT.read_text()}{_TODAY} COMMIT;")
    connection.close()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def keep(migrated: sqlite3.Connection) -> None:
    """Keep what the migrations left in a database as the file."""
    KEPT.write_text("\n".join([_first_line(), *statements(migrated)]) + "\n")


def statements(migrated: sqlite3.Connection) -> Iterator[str]:
    """A database as SQL: tables, rows, indexes, triggers; without the tables that a full-text one makes by itself."""
    kinds = {name: kind for _, name, kind, *_ in migrated.execute("PRAGMA table_list")}
    tables = [row for row in _written(migrated, "table") if kinds[row[0]] != "shadow"]
    yield from (f"{sql};" for _, sql in tables)
    for name, _ in tables:
        if kinds[name] == "table":
            yield from _rows(migrated, name)
    yield "DELETE FROM sqlite_sequence;"
    yield from _rows(migrated, "sqlite_sequence")
    for kind in ("index", "trigger"):
        yield from (f"{sql};" for _, sql in _written(migrated, kind))


def _written(migrated: sqlite3.Connection, kind: str) -> list[tuple[str, str]]:
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(migrated.execute(asked, (kind,)))


def _rows(migrated: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [row[1] for row in migrated.execute(f'PRAGMA table_info("{table}")')]
    values = ", ".join(_NEVER if (table, c) == _WHEN else f'quote("{c}")' for c in columns)
    for row in migrated.execute(f'SELECT {values} FROM "{table}" ORDER BY "{columns[0]}"'):  # noqa: S608 - our own names
        yield f'INSERT INTO "{table}" VALUES ({", ".join(row)});'  # noqa: S608


def _first_line() -> str:
    return f"-- {_fingerprint()}"


def _fingerprint() -> str:
    """Of every migration of every installed app, and of the Django that runs them."""
    seen = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path).glob("migrations/[0-9]*.py")):
            seen.update(f"{app.label}/{path.name}".encode() + path.read_bytes())
    return seen.hexdigest()
