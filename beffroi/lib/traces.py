"""What a database keeps of rows after they were erased."""

from __future__ import annotations

from django.db import connection


class StillRead(RuntimeError):
    """Somebody is reading the old state just now; it goes when they have done, so this is tried again."""


def leave_no_trace() -> None:
    """Let nothing of erased rows stay in SQLite's log of changes. Raises StillRead.

    The pages themselves are overwritten as rows go (``secure_delete``, config/settings/database.py); the log holds them
    as they were until it is emptied. PostgreSQL frees and reuses rows by itself (autovacuum), and its log of changes
    goes by the rules of its operator (docs/decisions/0036). Inside a transaction there is nothing to empty yet.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _pages, _moved = cursor.fetchone()
    if busy:
        raise StillRead
