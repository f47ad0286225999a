"""What the test databases need: emptying tables that refuse it, and no order that nobody asked for."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.test import TransactionTestCase

from beffroi.lib import guards
from beffroi.lib.kept import forget_all

from .laid import Rows, everything, put_back

#: What the migrations wrote, row by row: kept here, because a browser's event loop gives this thread another connection
#: than the one the test run started with.
_written_by_migrations: dict[str, Rows] = {}


def remember_migrated() -> None:
    """Keep what stands in the tables of a freshly migrated database."""
    _written_by_migrations.update(everything())


def empty_past_the_guards(_case: TransactionTestCase | None = None) -> None:
    """After a test that really committed: empty every table, then put back what the migrations had written."""
    guards.uninstall()
    put_back(_written_by_migrations)
    guards.install()
    cache.clear()
    forget_all()


_order_by_pairs = SQLCompiler._order_by_pairs  # type: ignore[attr-defined]


def shuffled_unless_ordered(compiler: SQLCompiler) -> Iterator[Any]:
    """A query that states no order gets a random one, so that no test passes on the order of insertion."""
    pairs = list(_order_by_pairs(compiler))
    yield from pairs
    query = compiler.query
    plain = not (query.distinct or query.group_by or query.combinator or query.subquery or query.is_sliced)
    if not pairs and plain and not query.extra_order_by:
        yield OrderBy(Random()), False


def start_from_migrated() -> bool:
    """Lay a copy of an already migrated SQLite file where the test database goes; False when there is none yet.

    Some two hundred migrations cost more than most test files. The copy is kept in the system's temporary folder under
    a fingerprint of every migration, so a changed one is never missed; ``migrate`` still runs over it.
    """
    if connection.vendor != "sqlite" or not (kept := migrated_file()).exists():
        return False
    target = Path(connection.settings_dict["TEST"]["NAME"])
    for path in target.parent.glob(f"{target.name}*"):
        path.unlink()
    shutil.copyfile(kept, target)
    return True


def keep_migrated() -> None:
    """Keep a copy of the freshly migrated SQLite file for the next runs."""
    if connection.vendor != "sqlite" or (kept := migrated_file()).exists():
        return
    partial = kept.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(partial) as copy:
        connection.connection.backup(copy)
    copy.close()
    partial.rename(kept)


@lru_cache
def migrated_file() -> Path:
    """Where the copy lies that this run started from, or left."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    sources = sorted(str(sys.modules[migration.__module__].__file__) for migration in migrations)
    fingerprint = hashlib.sha256(b"".join(path.encode() + Path(path).read_bytes() for path in sources))
    return (
        Path(tempfile.gettempdir()) / f"beffroi-migrated-{os.getuid()}-{fingerprint.hexdigest()[:20]}.sqlite3"
    )
