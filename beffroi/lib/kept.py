"""Values kept for some seconds in each process: what every page shows and few people change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save

T = TypeVar("T")

_all: list[Kept[Any]] = []


class Kept(Generic[T]):
    """What ``read`` gave, for some ``seconds``; a change of one of the ``models`` in this process forgets it at once.

    Inside a transaction the database is asked: what it holds there may not be committed. A change forgets twice, when
    it is made and when it is committed, and what was being read meanwhile is given but not kept: so no thread keeps
    what another has just made untrue. What sends no signal (``bulk_create``, ``update``, another process) is seen once
    the seconds have passed.
    """

    def __init__(self, read: Callable[[], T], *models: type[Model], seconds: float = 5.0) -> None:
        self._read = read
        self._seconds = seconds
        self._found: tuple[T, float] | None = None
        self._forgotten = 0
        self._lock = threading.Lock()
        for model in models:
            post_save.connect(self._change, sender=model, weak=False)
            post_delete.connect(self._change, sender=model, weak=False)
        post_migrate.connect(self._change, weak=False)
        _all.append(self)

    def __call__(self) -> T:
        """The value, at most some seconds old."""
        if connection.in_atomic_block:
            return self._read()
        found, now = self._found, time.monotonic()  # another thread may forget it meanwhile
        if found is not None and now < found[1]:
            return found[0]
        return self._read_anew(until=now + self._seconds)

    def _read_anew(self, until: float) -> T:
        forgotten = self._forgotten
        value = self._read()
        with self._lock:
            if self._forgotten == forgotten:
                self._found = value, until
        return value

    def forget(self) -> None:
        """Ask the database next time."""
        with self._lock:
            self._forgotten += 1
            self._found = None

    def _change(self, *, using: str, **_signal: Any) -> None:
        self.forget()
        transaction.on_commit(self.forget, using=using)


def forget_all() -> None:
    """Forget every kept value: a test database was emptied."""
    for kept in _all:
        kept.forget()
