"""What both exports share: which facts, which attributes, in which order, without ever holding all in memory.

They follow the seals up to the last one at the start, so that two exports of one chain agree. Roles and departments
are shown, never the agents: their references are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import TypeVar
from uuid import UUID

from beffroi.journal.events import UnknownFact, registry
from beffroi.journal.models import Event, EventObject, Seal
from beffroi.journal.rules import flat

#: The object whose history is a trace.
CASE = "case"
#: Kinds that point at someone who works here or at a way to sign in: an audit is about work, not about workers.
WITHHELD = ("account", "agent")
_COLUMNS = {
    "role": "string",
    "department": "string",
    "channel": "string",
    "procedure": "string",
    "procedure_version": "integer",
    "phase_before": "string",
    "phase_after": "string",
    "next_turn": "string",
    "due_on": "string",
    "precision": "string",
}
#: Attributes that an event may have besides its payload, and their types in OCEL.
COMMON = {"label": "string", **_COLUMNS, "recorded_at": "time", "seal": "integer"}
_BATCH = 200

ItemType = TypeVar("ItemType")


def head() -> int:
    """The last seal number."""
    last = Seal.objects.order_by("-number").first()
    return last.number if last else 0


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def attributes(event: Event, number: int) -> dict[str, str]:
    """The attributes of an event that say something, payload fields as ``fact_<name>``."""
    known = registry().get(event.name)
    values = {"label": str(known.label) if known else ""}
    values |= {column: flat(getattr(event, column)) for column in _COLUMNS}
    values |= {"recorded_at": instant(event.recorded_at), "seal": str(number)}
    with suppress(
        UnknownFact
    ):  # announced by a room that this release no longer has: it stays in the journal
        values |= {f"fact_{name}": flat(value) for name, value in event.current_payload().items()}
    return {name: value for name, value in values.items() if value}


def objects_of(event: Event) -> Iterable[EventObject]:
    """The objects that an export may show."""
    return (link for link in event.objects_in_order() if link.kind not in WITHHELD)


def case_histories(up_to: int) -> Iterator[tuple[UUID, list[tuple[int, Event]]]]:
    """Each case with its numbered events, 200 cases at a time."""
    links = EventObject.objects.filter(kind=CASE, event__seal__number__lte=up_to)
    cases = links.order_by("uuid").values_list("uuid", flat=True).distinct()
    for batch in batches(cases.iterator(chunk_size=_BATCH)):
        yield from histories(batch, up_to)


def histories(cases: Iterable[UUID], up_to: int) -> Iterator[tuple[UUID, list[tuple[int, Event]]]]:
    """The same for a handful of cases (one query)."""
    links = EventObject.objects.filter(kind=CASE, uuid__in=list(cases), event__seal__number__lte=up_to)
    links = links.order_by("uuid", "event__seal__number").select_related("event__seal")
    for uuid, group in groupby(links, key=lambda link: link.uuid):
        yield uuid, list({link.event.seal.number: link.event for link in group}.items())


def batches(items: Iterable[ItemType], size: int = _BATCH) -> Iterator[list[ItemType]]:
    """Lists of at most ``size`` items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
