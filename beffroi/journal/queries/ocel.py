"""The journal as an object-centric event log (OCEL 2.0, JSON): every fact, every object, their links by role."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, BinaryIO, TypeAlias
from uuid import UUID

from beffroi.journal.events import registry
from beffroi.journal.models import Event, EventObject

from . import logs
from .facts import all_events

Item: TypeAlias = dict[str, Any]

_CASE_ATTRIBUTES = {"procedure": "string", "phase": "string"}
_TYPES = {"integer": "integer", "boolean": "boolean"}


def export_ocel(stream: BinaryIO) -> int:
    """Write every sealed fact as OCEL 2.0 JSON; return the number of events.

    Values are strings, as the standard's schema asks; their types stand in ``eventTypes`` and ``objectTypes``. A case
    carries its procedure and, dated, each phase that it entered. Memory holds one page at a time.
    """
    up_to = logs.head()
    stream.write(b"{")
    _write(stream, "objectTypes", _object_types(up_to))
    stream.write(b",")
    _write(stream, "eventTypes", _event_types(up_to))
    stream.write(b",")
    _write(stream, "objects", _objects(up_to))
    stream.write(b",")
    written = _write(stream, "events", _events(up_to))
    stream.write(b"}\n")
    return written


def _write(stream: BinaryIO, name: str, items: Iterable[Item]) -> int:
    stream.write(f'\n"{name}":['.encode())
    written = 0
    for item in items:
        body = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
        stream.write(f"{',' if written else ''}\n{body}".encode())
        written += 1
    stream.write(b"]")
    return written


def _named(attributes: dict[str, str]) -> list[Item]:
    return [{"name": name, "type": kind} for name, kind in attributes.items()]


def _object_types(up_to: int) -> Iterator[Item]:
    for kind in _shown(up_to).order_by("kind").values_list("kind", flat=True).distinct():
        yield {"name": kind, "attributes": _named(_CASE_ATTRIBUTES if kind == logs.CASE else {})}


def _event_types(up_to: int) -> Iterator[Item]:
    names = Event.objects.filter(seal__number__lte=up_to).order_by("name").values_list("name", flat=True)
    for name in names.distinct():
        yield {"name": name, "attributes": _named(logs.COMMON | _fields_of(name))}


def _fields_of(name: str) -> dict[str, str]:
    fact = registry().get(name)
    properties: dict[str, Any] = fact.schema()["properties"] if fact else {}
    return {
        f"fact_{field}": _TYPES.get(shape.get("type", ""), "string") for field, shape in properties.items()
    }


def _shown(up_to: int) -> Any:
    return EventObject.objects.filter(event__seal__number__lte=up_to).exclude(kind__in=logs.WITHHELD)


def _objects(up_to: int) -> Iterator[Item]:
    objects = _shown(up_to).order_by("kind", "uuid").values_list("kind", "uuid").distinct()
    for batch in logs.batches(objects.iterator(chunk_size=200)):
        cases = _case_attributes([uuid for kind, uuid in batch if kind == logs.CASE], up_to)
        for kind, uuid in batch:
            attributes = cases.get(uuid, []) if kind == logs.CASE else []
            yield {"id": f"{kind}:{uuid}", "type": kind, "attributes": attributes, "relationships": []}


def _case_attributes(cases: list[UUID], up_to: int) -> dict[UUID, list[Item]]:
    if not cases:
        return {}
    return {
        uuid: [*_changes("procedure", events), *_changes("phase", events)]
        for uuid, events in logs.histories(cases, up_to)
    }


def _changes(name: str, events: list[tuple[int, Event]]) -> Iterator[Item]:
    """The values that an attribute took, each at the instant of the fact that set it."""
    column = "phase_after" if name == "phase" else name
    told = [(getattr(event, column), event.occurred_at) for _, event in events if getattr(event, column)]
    for (before, _), (value, at) in pairwise([("", None), *told]):
        if value != before and at is not None:
            yield {"name": name, "value": value, "time": logs.instant(at)}


def _events(up_to: int) -> Iterator[Item]:
    for number, event in all_events():
        if number > up_to:
            return
        yield {
            "id": str(event.uuid),
            "type": event.name,
            "time": logs.instant(event.occurred_at),
            "attributes": [
                {"name": name, "value": value} for name, value in logs.attributes(event, number).items()
            ],
            "relationships": [
                {"objectId": f"{link.kind}:{link.uuid}", "qualifier": link.role or link.kind}
                for link in logs.objects_of(event)
            ],
        }
