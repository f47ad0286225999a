"""Histories."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from beffroi.journal.models import Event, Seal
from beffroi.lib.refs import ObjectRef


def events_about(ref: ObjectRef) -> QuerySet[Event]:
    """The history of an object, oldest first, with the objects of each fact (two queries when read).

    A ``role`` in the reference keeps only the facts in which it played that role.
    """
    concerned = {"objects_concerned__kind": ref.kind, "objects_concerned__uuid": ref.uuid}
    if ref.role:
        concerned["objects_concerned__role"] = ref.role
    return Event.objects.filter(**concerned).distinct().order_by("pk").prefetch_related("objects_concerned")


def events(after_seal: int = 0, limit: int = 500) -> list[tuple[int, Event]]:
    """The next sealed facts after a seal number, with their numbers (two queries)."""
    seals = Seal.objects.filter(number__gt=after_seal).order_by("number").select_related("event")
    return [(seal.number, seal.event) for seal in seals.prefetch_related("event__objects_concerned")[:limit]]


def all_events(page: int = 500) -> Iterator[tuple[int, Event]]:
    """Every sealed fact in the order of the chain, read page by page: memory stays bounded."""
    number = 0
    while found := events(number, page):
        yield from found
        number = found[-1][0]
