"""Counting attempts across processes (the shared cache is a database table, so one count holds everywhere)."""

from __future__ import annotations

from django.core.cache import cache

from . import clock
from .refusals import Throttled
from .vault import vault


def hit(name: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one attempt of ``who`` at ``name``; raise Throttled past ``limit`` in a window of ``seconds``.

    ``who`` (an address, an account) is stored hashed only.
    """
    window = int(clock.now().timestamp()) // seconds
    key = f"throttle:{name}:{window}:{vault().digest(who, 'throttle')[:32]}"
    if cache.add(key, 1, timeout=seconds):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # expired between the two calls
        return
    if count > limit:
        raise Throttled
