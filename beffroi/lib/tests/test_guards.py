"""A table that only grows: the database itself refuses, on both, and after each migrate again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from beffroi.lib import guards

TABLE = "lib_ledger"
#: What only one of the two databases can be told.
THEIR_OWN = {
    "postgresql": [
        pytest.param(f"TRUNCATE {TABLE}", id="truncate"),
        pytest.param(f"TRUNCATE {TABLE} RESTART IDENTITY CASCADE", id="truncate all"),
    ],
    "sqlite": [
        pytest.param(f"INSERT OR REPLACE INTO {TABLE} VALUES (1, 'b')", id="replace"),
        pytest.param(f"UPDATE OR REPLACE {TABLE} SET id = 2", id="change or replace"),
        pytest.param(f"UPDATE OR IGNORE {TABLE} SET line = 'b'", id="change or ignore"),
    ],
}
REFUSED = [
    pytest.param(f"UPDATE {TABLE} SET line = 'b'", id="change"),
    pytest.param(f"UPDATE {TABLE} SET line = line WHERE id = 1", id="change nothing"),
    pytest.param(f"DELETE FROM {TABLE} WHERE id = 1", id="remove"),
    pytest.param(f"DELETE FROM {TABLE}", id="empty"),
    pytest.param(
        f"INSERT INTO {TABLE} VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET line = 'b'", id="insert over"
    ),
    *THEIR_OWN[connection.vendor],
]


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def lines() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, line FROM {TABLE} ORDER BY id")
        return cursor.fetchall()


@pytest.fixture
def ledger(db, monkeypatch) -> Iterator[None]:
    """A table with one line, guarded beside those of the house."""
    monkeypatch.setattr(guards, "_guards", [*guards.declared(), guards.AppendOnly(TABLE)])
    run(
        f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, line varchar(9))",
        f"INSERT INTO {TABLE} VALUES (1, 'a')",
    )
    guards.install()


@pytest.mark.parametrize("statement", REFUSED)
def test_a_line_is_neither_changed_nor_removed(ledger, statement):
    with pytest.raises(DatabaseError, match=f"{TABLE} is append-only"), transaction.atomic():
        run(statement)
    assert lines() == [(1, "a")]


def test_lines_are_added(ledger):
    run(f"INSERT INTO {TABLE} VALUES (2, 'b')", f"INSERT INTO {TABLE} VALUES (1, 'c') ON CONFLICT DO NOTHING")
    assert lines() == [(1, "a"), (2, "b")]


def rebuild() -> None:
    """What altering a column does on SQLite: the triggers go with the old table, in silence."""
    run(
        "CREATE TABLE new_one (id integer PRIMARY KEY, line varchar(99))",
        f"INSERT INTO new_one SELECT * FROM {TABLE}",
        f"DROP TABLE {TABLE}",
        f"ALTER TABLE new_one RENAME TO {TABLE}",
    )


def test_an_altered_table_is_guarded_again_after_the_next_migrate(ledger):
    rebuild()
    run(f"UPDATE {TABLE} SET line = 'b'")
    call_command("migrate", verbosity=0)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(f"UPDATE {TABLE} SET line = 'c'")
    assert lines() == [(1, "b")]


def test_installing_twice_is_installing_once(ledger):
    guards.install()
    guards.uninstall()
    run(f"DELETE FROM {TABLE}")
    assert lines() == []


def test_a_table_that_is_not_there_yet_waits_for_its_migration(db, monkeypatch):
    monkeypatch.setattr(guards, "_guards", [guards.AppendOnly("lib_not_yet")])
    guards.install()
    guards.uninstall()


def test_a_guard_is_declared_once_however_often_an_app_starts(monkeypatch):
    monkeypatch.setattr(guards, "_guards", [])
    for table in ("lib_ledger", "lib_ledger", "lib_diary"):
        guards.append_only(table)
    assert guards.declared() == (guards.AppendOnly("lib_ledger"), guards.AppendOnly("lib_diary"))
