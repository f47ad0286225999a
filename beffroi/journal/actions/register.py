"""What can be run: tasks by name, reactions by fact, periodic tasks by rhythm. Filled when the app starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias, TypeVar

from beffroi.journal.events import Fact
from beffroi.journal.models import Event
from beffroi.journal.rules import LEASE

Run: TypeAlias = Callable[..., None]
RunType = TypeVar("RunType", bound=Run)


class UnknownTask(LookupError):
    """A job names a task that no room has registered."""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work that a job may ask for by its name.

    ``lease`` is how long it may run: past it another worker takes the job, so it is generous on purpose.
    """

    name: str
    run: Run
    lease: timedelta


tasks: dict[str, Task] = {}
reactions: dict[str, list[str]] = defaultdict(list)
rhythms: dict[str, timedelta] = {}


def task(name: str, *, lease: timedelta = LEASE) -> Callable[[RunType], RunType]:
    """Register a function as the task ``room.verb``.

    It is called outside any transaction with the job's ``args`` as keywords, possibly more than once for one job:
    it prepares, then calls a verb that bears repetition. A Refusal that it raises ends the job at once as failed;
    any other error is tried again later.
    """

    def register(function: RunType) -> RunType:
        _add(Task(name, function, lease))
        return function

    return register


def reaction(*facts: type[Fact], lease: timedelta = LEASE) -> Callable[[RunType], RunType]:
    """Register what a room does when one of these facts has been recorded: a task that receives the Event.

    The job is written with the fact, in the verb's transaction, once per fact.
    """

    def register(function: RunType) -> RunType:
        name = f"{_room(function)}.{function.__name__}"

        def run(*, event: str) -> None:
            function(Event.objects.prefetch_related("objects_concerned").get(uuid=event))

        run.__module__, run.__qualname__ = function.__module__, function.__qualname__
        _add(Task(name, run, lease))
        for fact in facts:
            reactions[fact.name] = [*(known for known in reactions[fact.name] if known != name), name]
        return function

    return register


def periodic(name: str, *, every: timedelta, lease: timedelta = LEASE) -> Callable[[RunType], RunType]:
    """Register a task without arguments that runs once in each stretch of ``every``, whichever worker asks first."""

    def register(function: RunType) -> RunType:
        rhythms[name] = every
        return task(name, lease=lease)(function)

    return register


def find(name: str) -> Task:
    """The task of this name. Raises UnknownTask."""
    try:
        return tasks[name]
    except KeyError:
        raise UnknownTask(f"no task is called {name!r}") from None


def _add(new: Task) -> None:
    known = tasks.setdefault(new.name, new)
    if _origin(known.run) != _origin(new.run):
        raise ValueError(f"two tasks are called {new.name}: {_origin(known.run)} and {_origin(new.run)}")
    tasks[new.name] = new


def _origin(function: Any) -> tuple[str, str]:
    return function.__module__, function.__qualname__


def _room(function: Run) -> str:
    return function.__module__.removeprefix("beffroi.").split(".")[0]
