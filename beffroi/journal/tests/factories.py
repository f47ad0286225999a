"""The cast and a few facts for the tests of the journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from beffroi.journal.actions import jobs, record, register
from beffroi.journal.events import Fact, Process
from beffroi.journal.models import Event
from beffroi.lib.acting import Acting, Stamp
from beffroi.lib.refs import ObjectRef

CITIZEN = ObjectRef("person", UUID(int=1))
CLERK = ObjectRef("agent", UUID(int=2))


@dataclass(frozen=True)
class Someone:
    """An actor as rooms above the journal make them."""

    told: Stamp

    def stamp(self) -> Stamp:
        return self.told


citizen = Someone(Stamp(actor=CITIZEN, role="citizen", channel="web"))
clerk = Someone(Stamp(actor=CLERK, role="clerk", department="population", channel="counter"))
mandatary = Someone(
    Stamp(actor=ObjectRef("person", UUID(int=3)), on_behalf=CITIZEN, role="citizen", channel="web")
)


@dataclass(frozen=True)
class ParcelReceived(Fact):
    label = "Colis reçu"

    weight: int
    fragile: bool
    contents: list[str]


@dataclass(frozen=True)
class ParcelReturned(Fact):
    label = "Colis rendu"

    reason: str = ""


def parcel(weight: int = 3) -> ParcelReceived:
    return ParcelReceived(weight=weight, fragile=True, contents=["livre", "carte"])


def a_case() -> ObjectRef:
    return ObjectRef("case", uuid4())


def tell(
    *about: ObjectRef,
    fact: Fact | None = None,
    actor: Acting = citizen,
    process: Process | None = None,
    **more: object,
) -> Event:
    """Record a fact as a verb would."""
    with transaction.atomic():
        return record(fact or parcel(), actor=actor, about=about, process=process, **more)  # type: ignore[arg-type]


@contextmanager
def registers_of_their_own() -> Iterator[None]:
    """Tasks, reactions and rhythms registered inside are forgotten afterwards, and no periodic job was asked before."""
    kept = [
        (register_, deepcopy(register_))
        for register_ in (register.tasks, register.reactions, register.rhythms, jobs._asked)
    ]
    jobs._asked.clear()
    try:
        yield
    finally:
        for register_, before in kept:
            register_.clear()
            register_.update(before)  # type: ignore[arg-type]
