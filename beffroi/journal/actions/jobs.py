"""Ask for work, once, in the transaction that it follows from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction

from beffroi.journal.events import JSON
from beffroi.journal.models import Job
from beffroi.journal.rules import slot
from beffroi.lib import clock
from beffroi.lib.rows import insert

from .register import find, rhythms

#: Attempts before a job is failed and waits for someone.
MAX_ATTEMPTS = 8

_lane: ContextVar[str] = ContextVar("beffroi_lane", default="")
_asked: dict[tuple[str, str], str] = {}


class OutsideTransaction(RuntimeError):
    """A fact or a job belongs in the transaction of the change that it follows from."""


def require_transaction(what: str) -> None:
    """Raise OutsideTransaction when no transaction is open."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{what} is written outside the transaction of its verb")


def lane() -> str:
    """The lane in which jobs are asked and taken now."""
    return _lane.get()


@contextmanager
def in_lane(name: str) -> Iterator[None]:
    """Ask and take jobs in a lane of their own: a replay under a set clock keeps its jobs from the real workers."""
    token = _lane.set(name)
    try:
        yield
    finally:
        _lane.reset(token)


def enqueue(
    task: str,
    *,
    key: str,
    args: dict[str, JSON],
    due_at: datetime | None = None,
    max_attempts: int = MAX_ATTEMPTS,
) -> None:
    """Ask for a task, in the transaction of the verb that needs it; asking again with the same key changes nothing.

    ``args`` holds ids only. One insert. Raises UnknownTask, and OutsideTransaction: work must be asked with what it
    follows from.
    """
    require_transaction(task)
    insert(new_job(task, key=key, args=args, due_at=due_at, max_attempts=max_attempts), once=True)


def new_job(
    task: str,
    *,
    key: str,
    args: dict[str, JSON],
    due_at: datetime | None = None,
    max_attempts: int = MAX_ATTEMPTS,
) -> Job:
    """A job that is not stored yet. Raises UnknownTask."""
    now = clock.now()
    return Job(
        task=find(task).name,
        key=key,
        args=args,
        lane=lane(),
        due_at=due_at or now,
        created_at=now,
        max_attempts=max_attempts,
    )


def ask_periodic_jobs() -> None:
    """Ask for each periodic task in its present slot (a slot already asked by this process costs nothing)."""
    for name, every in rhythms.items():
        present = slot(clock.now(), clock.today(), every)
        if _asked.get((lane(), name)) != present:
            with transaction.atomic():
                enqueue(name, key=f"{lane()}{present}", args={})
            _asked[lane(), name] = present
