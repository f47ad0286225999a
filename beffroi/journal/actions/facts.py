"""Record a fact; seal what was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from beffroi.journal.events import Fact, Process
from beffroi.journal.models import Event, EventObject, Seal, Unsealed
from beffroi.journal.queries.chain import content_of
from beffroi.journal.rules import GENESIS, link
from beffroi.lib import clock
from beffroi.lib.acting import Acting, Stamp
from beffroi.lib.refs import ObjectRef
from beffroi.lib.rows import insert

from .jobs import new_job, require_transaction
from .register import reactions

_NO_PROCESS = Process(procedure="", version=None)


def record(
    fact: Fact,
    *,
    actor: Acting,
    about: Sequence[ObjectRef],
    process: Process | None = None,
    occurred_at: datetime | None = None,
    precision: str = Event.Precision.SECOND,
) -> Event:
    """Write a fact and one job per registered reaction, in the transaction of the verb that calls.

    ``about`` lists the objects concerned in their roles (persons as pseudonyms); ``occurred_at`` differs from now
    for what is learned later, with the ``precision`` that is known. Four inserts, however many objects and reactions.
    Raises OutsideTransaction, and TypeError when a value is not of its field's type.
    """
    require_transaction(fact.name)
    event = _event(fact, actor.stamp(), process or _NO_PROCESS, occurred_at, precision)
    insert(event)
    insert(
        *(
            EventObject(event=event, kind=item.kind, uuid=item.uuid, role=item.role)
            for item in dict.fromkeys(about)
        )
    )
    insert(Unsealed(event=event))
    insert(
        *(
            new_job(name, key=str(event.uuid), args={"event": str(event.uuid)})
            for name in reactions.get(fact.name, ())
        )
    )
    return event


def _event(fact: Fact, stamp: Stamp, process: Process, occurred_at: datetime | None, precision: str) -> Event:
    now = clock.now()
    return Event(
        name=fact.name,
        version=fact.version,
        occurred_at=occurred_at or now,
        recorded_at=now,
        precision=precision,
        actor_kind=stamp.actor.kind if stamp.actor else "",
        actor_uuid=stamp.actor.uuid if stamp.actor else None,
        behalf_kind=stamp.on_behalf.kind if stamp.on_behalf else "",
        behalf_uuid=stamp.on_behalf.uuid if stamp.on_behalf else None,
        role=stamp.role,
        department=process.department
        or stamp.department,  # who has several posts acts in the case's department
        channel=stamp.channel,
        procedure=process.procedure,
        procedure_version=process.version,
        phase_before=process.phase_before,
        phase_after=process.phase_after,
        next_turn=process.next_turn,
        due_on=process.due_on,
        payload=fact.payload(),
    )


@transaction.atomic
def seal_facts(limit: int = 1000) -> int:
    """Append the next links of the chain, in the order of insertion; return how many.

    Two sealers at once cannot fork it: the second waits for the rows of the first (PostgreSQL locks them, SQLite
    has one writer), then reads the new end of the chain; should it ever not, two unique constraints refuse.
    """
    waiting = list(
        Unsealed.objects.select_for_update().order_by("event_id").values_list("event_id", flat=True)[:limit]
    )
    if not waiting:
        return 0
    last = Seal.objects.order_by("-number").first()
    number, previous = (last.number, last.hash) if last else (0, GENESIS)
    seals = []
    for event in Event.objects.filter(pk__in=waiting).order_by("pk").prefetch_related("objects_concerned"):
        number += 1
        seals.append(Seal(number=number, event=event, previous_hash=previous))
        previous = seals[-1].hash = link(number, previous, content_of(event))
    Seal.objects.bulk_create(seals)
    Unsealed.objects.filter(pk__in=waiting).delete()
    return len(seals)
