"""What the test databases need: emptying tables that refuse it, and no order that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.test import TransactionTestCase

from beffroi.lib import guards


def empty_past_the_guards(case: TransactionTestCase) -> None:
    """After a test that really committed: empty every table, then put back what the migrations had written."""
    for alias in case._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
        guards.uninstall(alias)
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            database=alias,
            reset_sequences=False,
            inhibit_post_migrate=True,
        )
        creation = connections[alias].creation
        creation.deserialize_db_from_string(connections[alias]._test_serialized_contents)  # type: ignore[attr-defined]
        guards.install(alias)
    cache.clear()


_order_by_pairs = SQLCompiler._order_by_pairs  # type: ignore[attr-defined]


def shuffled_unless_ordered(compiler: SQLCompiler) -> Iterator[Any]:
    """A query that states no order gets a random one, so that no test passes on the order of insertion."""
    pairs = list(_order_by_pairs(compiler))
    yield from pairs
    query = compiler.query
    plain = not (query.distinct or query.group_by or query.combinator or query.subquery or query.is_sliced)
    if not pairs and plain and not query.extra_order_by:
        yield OrderBy(Random()), False
