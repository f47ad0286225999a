"""Values kept for some seconds in each process: what every page shows and few people change."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save

T = TypeVar("T")

_all: list[Kept[Any]] = []


class Kept(Generic[T]):
    """What ``read`` gave, for some ``seconds``; a change of one of the ``models`` in this process forgets it at once.

    Inside a transaction the database is asked: what it holds there may not be committed.
    """

    def __init__(self, read: Callable[[], T], *models: type[Model], seconds: float = 5.0) -> None:
        self._read = read
        self._seconds = seconds
        self._found: list[T] = []
        self._until = 0.0
        for model in models:
            post_save.connect(self.forget, sender=model, weak=False)
            post_delete.connect(self.forget, sender=model, weak=False)
        post_migrate.connect(self.forget, weak=False)
        _all.append(self)

    def __call__(self) -> T:
        """The value, at most some seconds old."""
        if connection.in_atomic_block:
            return self._read()
        found = self._found  # another thread may forget it meanwhile
        if not found or time.monotonic() > self._until:
            found = self._found = [self._read()]
            self._until = time.monotonic() + self._seconds
        return found[0]

    def forget(self, **_signal: Any) -> None:
        """Ask the database next time."""
        self._found = []


def forget_all() -> None:
    """Forget every kept value: a test database was emptied."""
    for kept in _all:
        kept.forget()
