"""Invariants that only triggers can hold, on both databases, installed by one mechanism.

An altered table on SQLite loses its triggers in silence, so ``install`` runs after every migrate; a check probes them.
There, what REPLACE removes meets a trigger only on connections with ``recursive_triggers`` (config sets it).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """No row of this table is ever changed or removed."""

    table: str


_guards: list[AppendOnly] = []


def append_only(table: str) -> None:
    """Declare a guard; called once per table from the room's AppConfig.ready()."""
    guard = AppendOnly(table)
    if guard not in _guards:
        _guards.append(guard)


def declared() -> tuple[AppendOnly, ...]:
    """All guards, for the tests that probe them."""
    return tuple(_guards)


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """(Re)create every trigger whose table exists."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards:
            if guard.table in tables:
                for statement in _statements(guard, connection.vendor):
                    cursor.execute(statement)


def _statements(guard: AppendOnly, vendor: str) -> list[str]:
    return _sqlite(guard) if vendor == "sqlite" else _postgresql(guard)


def _sqlite(guard: AppendOnly) -> list[str]:
    table, message = guard.table, f"{guard.table} is append-only"
    made = []
    for verb in ("update", "delete"):
        name = f"{table}_no_{verb}"
        made += [
            f'DROP TRIGGER IF EXISTS "{name}"',
            f'CREATE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ]
    return made


def _postgresql(guard: AppendOnly) -> list[str]:
    table, message = guard.table, f"{guard.table} is append-only"
    function = f"{table}_refuse_change"
    return [
        f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
        f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'DROP TRIGGER IF EXISTS "{table}_no_change" ON "{table}"',
        f'CREATE TRIGGER "{table}_no_change" BEFORE UPDATE OR DELETE ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{function}"()',
        f'DROP TRIGGER IF EXISTS "{table}_no_truncate" ON "{table}"',
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{function}"()',
    ]


def uninstall(using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop every trigger: only for emptying a test database."""
    connection = connections[using]
    verbs = ("update", "delete") if connection.vendor == "sqlite" else ("change", "truncate")
    on = "" if connection.vendor == "sqlite" else ' ON "{table}"'
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards:
            if guard.table in tables:
                for verb in verbs:
                    cursor.execute(
                        f'DROP TRIGGER IF EXISTS "{guard.table}_no_{verb}"' + on.format(table=guard.table)
                    )
