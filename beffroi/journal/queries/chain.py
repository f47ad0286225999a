"""The chain of seals: what a seal covers, whether the chain holds, what still waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Min

from beffroi.journal.events import JSON
from beffroi.journal.models import Event, Seal, Unsealed
from beffroi.journal.rules import GENESIS, SEALED_WITHIN, link
from beffroi.lib import clock

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: ``number`` of the seal, and ``gap``, ``fork`` or ``changed``."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a verification found. ``head`` is the last hash: publish it elsewhere, and no one can cut the end off."""

    length: int
    head: str
    breaks: tuple[Break, ...]
    strays: int

    @property
    def holds(self) -> bool:
        """Nothing was changed, removed or slipped in."""
        return not self.breaks and not self.strays


@dataclass(frozen=True, slots=True)
class SealingReport:
    """How many facts wait for their seal longer than they should, since when, and how many wait in all."""

    late: int
    oldest_at: datetime | None
    waiting: int


def content_of(event: Event) -> dict[str, JSON]:
    """All that a seal covers: every column of the fact and its objects, in a form equal on both databases."""
    return {
        "uuid": str(event.uuid),
        "name": event.name,
        "version": event.version,
        "occurred_at": event.occurred_at.astimezone(UTC).isoformat(),
        "recorded_at": event.recorded_at.astimezone(UTC).isoformat(),
        "precision": str(event.precision),
        "actor": [event.actor_kind, _text(event.actor_uuid)],
        "behalf": [event.behalf_kind, _text(event.behalf_uuid)],
        "role": event.role,
        "department": event.department,
        "channel": event.channel,
        "procedure": [event.procedure, event.procedure_version],
        "phases": [event.phase_before, event.phase_after],
        "next_turn": event.next_turn,
        "due_on": _text(event.due_on),
        "payload": event.payload,
        "objects": [[link.kind, str(link.uuid), link.role] for link in event.objects_in_order()],
    }


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)


def verify_chain() -> ChainReport:
    """Read the whole chain again, 500 facts at a time, and recompute every hash."""
    breaks: list[Break] = []
    number, previous = 0, GENESIS
    while seals := _page_after(number):
        for seal in seals:
            if reason := _fault(seal, number, previous):
                breaks.append(Break(seal.number, reason))
            number, previous = seal.number, seal.hash
    return ChainReport(length=number, head=previous, breaks=tuple(breaks), strays=_strays())


def _page_after(number: int) -> list[Seal]:
    seals = Seal.objects.filter(number__gt=number).order_by("number").select_related("event")
    return list(seals.prefetch_related("event__objects_concerned")[:_PAGE])


def _fault(seal: Seal, number: int, previous: str) -> str:
    if seal.number != number + 1:
        return "gap"
    if seal.previous_hash != previous:
        return "fork"
    return "" if seal.hash == link(seal.number, previous, content_of(seal.event)) else "changed"


def _strays() -> int:
    """Facts that are neither sealed nor waiting: slipped in, or cut from the chain."""
    waiting = Unsealed.objects.values("event_id")
    return Event.objects.filter(seal=None).exclude(pk__in=waiting).count()


def unsealed_facts(*, older_than: timedelta = SEALED_WITHIN) -> SealingReport:
    """Facts that wait for their seal, and those that have waited more than a minute: the worker is down, or lost."""
    late = Unsealed.objects.filter(event__recorded_at__lt=clock.now() - older_than)
    found = late.aggregate(count=Count("pk"), oldest=Min("event__recorded_at"))
    return SealingReport(found["count"], found["oldest"], Unsealed.objects.count())
