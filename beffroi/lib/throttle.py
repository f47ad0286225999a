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
    if _add(1, name, who, seconds) > limit:
        raise Throttled


def take_back(name: str, who: str, *, seconds: int) -> None:
    """An attempt that succeeded was none: take it out of the count of its window again (same rules as ``hit``)."""
    _add(-1, name, who, seconds)


def _add(step: int, name: str, who: str, seconds: int) -> int:
    """The count of this window after one step."""
    window = int(clock.now().timestamp()) // seconds
    key = f"throttle:{name}:{window}:{vault().digest(who, 'throttle')[:32]}"
    with transaction.atomic(durable=True):
        _wait_for_my_turn(key)
        count: int = max(cache.get(key, 0) + step, 0)
        cache.set(key, count, timeout=seconds)
    return count


def _wait_for_my_turn(key: str) -> None:
    """Attempts at the same moment are counted one after the other; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
