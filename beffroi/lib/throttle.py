"""Counting attempts across processes (the shared cache is a database table, so one count holds everywhere)."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection, transaction

from . import clock
from .refusals import Throttled
from .vault import vault


def hit(name: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one attempt of ``who`` at ``name``; raise Throttled past ``limit`` in a window of ``seconds``.

    ``who`` (an address, an account) is stored hashed only. The count is committed when this returns: called outside
    any transaction (RuntimeError inside one: what undoes a failed attempt would undo its count).
    """
    window = int(clock.now().timestamp()) // seconds
    key = f"throttle:{name}:{window}:{vault().digest(who, 'throttle')[:32]}"
    with transaction.atomic(durable=True):
        _wait_for_my_turn(key)
        count = cache.get(key, 0) + 1
        cache.set(key, count, timeout=seconds)
    if count > limit:
        raise Throttled


def _wait_for_my_turn(key: str) -> None:
    """Attempts at the same moment are counted one after the other; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
