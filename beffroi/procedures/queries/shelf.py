"""What is published: the catalogue, the versions, the values in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from beffroi.lib import clock
from beffroi.lib.kept import Kept
from beffroi.lib.later import Later, later
from beffroi.lib.refusals import NotFound
from beffroi.procedures.models import Procedure, ProcedureOption, ProcedureVersion
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.reading import from_canonical
from beffroi.procedures.rules.records import options_in_force, values_on


@dataclass(frozen=True, slots=True)
class ProcedureCard:
    """A line of the catalogue. ``level`` is the identity level needed to send a request."""

    slug: str
    title: str
    summary: str
    department: str
    nature: str
    level: int
    keywords: tuple[str, ...]
    life_events: tuple[str, ...]
    minutes: int
    free_route: bool


def catalogue(language: str = "fr") -> list[ProcedureCard]:
    """Every procedure on offer, by title. One query."""
    found = Procedure.objects.exclude(in_force=None).order_by("slug")
    cards = [_card(definition(version), language) for version in found.values_list("in_force", flat=True)]
    return sorted(cards, key=lambda card: card.title)


def _card(found: Definition, language: str) -> ProcedureCard:
    card = found.package.procedure
    return ProcedureCard(
        slug=card.slug,
        title=found.say(card.title, language),
        summary=found.say(card.summary, language),
        department=card.department,
        nature=card.nature,
        level=found.required_level,
        keywords=tuple(found.say(word, language) for word in card.keywords),
        life_events=tuple(found.say(word, language) for word in card.life_events),
        minutes=card.minutes,
        free_route=card.free_route is not None,
    )


def version_in_force(slug: str) -> ProcedureVersion:
    """The version that new requests are made on, kept for five seconds in each process. Raises NotFound."""
    found = _in_force().get(slug)
    if found is None:
        raise NotFound
    return found


def shelf_in_force() -> Mapping[str, ProcedureVersion]:
    """Every version in force by the name of its procedure, kept as long as one."""
    return _in_force()


def _read_in_force() -> dict[str, ProcedureVersion]:
    published = (
        Procedure.objects.exclude(in_force=None).select_related("in_force").defer("in_force__canonical")
    )
    return {procedure.slug: _version(procedure) for procedure in published}


def _version(procedure: Procedure) -> ProcedureVersion:
    assert procedure.in_force is not None
    procedure.in_force.procedure = procedure
    return procedure.in_force


_in_force = Kept(_read_in_force, Procedure, ProcedureVersion)


def declaring(key: str) -> list[Definition]:
    """The versions in force that declare the reference table of that key, by name of procedure."""
    return [one for _slug, one in definitions_in_force() if key in one.references]


def definitions_in_force() -> list[tuple[str, Definition]]:
    """Every version in force with the name of its procedure, by name."""
    return [(slug, definition(version.pk)) for slug, version in sorted(_in_force().items())]


def versions_in_force() -> dict[str, UUID]:
    """The version in force of each procedure, by the name of the procedure."""
    return {slug: version.pk for slug, version in _in_force().items()}


def versions_of(slug: str) -> QuerySet[ProcedureVersion]:
    """Every version of a procedure, the newest first."""
    return ProcedureVersion.objects.filter(procedure__slug=slug).order_by("-number")


@lru_cache(maxsize=256)
def definition(version_id: UUID) -> Definition:
    """A version, read and indexed; kept in memory, for a version never changes. Raises NotFound."""
    found = ProcedureVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise NotFound
    return Definition(from_canonical(bytes(found.canonical)), found.pk, found.number)


def options_on(slug: str, day: date) -> dict[str, Any]:
    """The values that the commune has set for a procedure and for the whole house, as they stand on a day.

    What is not set is absent: the package's default then counts. All values, some dozens, are read in one query and
    kept for five seconds in each process.
    """
    held = _options()
    own = held.get(slug, [])
    set_here = {record.key for record in own if record.valid_from <= day}
    house = [record for record in held.get(None, []) if record.key not in set_here]
    return values_on([*house, *own], day)


def dated_options(slug: str) -> dict[str, list[ProcedureOption]]:
    """Every value of a procedure by key, over those of the house for the keys that it has none of, the latest last."""
    found: dict[str, list[ProcedureOption]] = {}
    for record in _options().get(slug, []):
        found.setdefault(record.key, []).append(record)
    own = set(found)
    for record in _options().get(None, []):
        if record.key not in own:
            found.setdefault(record.key, []).append(record)
    return found


def options_of(definition: Definition, day: date) -> Later:
    """The values that count for a version on a day, its defaults where nothing is set; asked when one is read."""
    return later(definition.options, lambda: options_in_force(definition, options_on(definition.slug, day)))


def _read_options() -> dict[str | None, list[ProcedureOption]]:
    """The dated values by procedure, the latest recorded last; those of the whole house under None."""
    found: dict[str | None, list[ProcedureOption]] = {}
    counting = ProcedureOption.standing().filter(state=ProcedureOption.State.COUNTS)
    records = counting.select_related("procedure").order_by("recorded_at")
    for record in records.only("procedure__slug", "key", "value", "valid_from", "valid_to"):
        found.setdefault(record.procedure.slug if record.procedure else None, []).append(record)
    return found


_options = Kept(_read_options, ProcedureOption)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many days an untouched draft is kept, and how many days before its deletion its owner is warned."""

    days: int
    notice: int


def keeping(definition: Definition, values: Mapping[str, Any] | None = None) -> Keeping:
    """What the house decided of drafts (options ``garde_brouillons`` and ``rappel_brouillons``), as it stands today.

    ``values`` are the dated values, when the caller has them. A package frozen under older house rules keeps 30 days.
    """
    held = options_on(definition.slug, clock.today()) if values is None else values
    found = {"garde_brouillons": 30, "rappel_brouillons": 5, **options_in_force(definition, held)}
    days = max(1, min(365, int(found["garde_brouillons"])))
    return Keeping(days, max(0, min(days - 1, int(found["rappel_brouillons"]))))


class Standing(StrEnum):
    """Where a dated value stands today."""

    WAITING = "waiting"
    TO_COME = "to_come"
    IN_FORCE = "in_force"
    PAST = "past"
    REPLACED = "replaced"
    TAKEN_BACK = "taken_back"


def option_history(slug: str) -> dict[str, list[tuple[ProcedureOption, Standing]]]:
    """The dated values of a procedure (of the house, for an empty name), by key, the latest day first, with where each
    stands today. One query."""
    owner = {"procedure__slug": slug} if slug else {"procedure": None}
    held = list(ProcedureOption.objects.filter(**owner).order_by("-valid_from", "-recorded_at"))
    marks = {one.replaces_id: one.state for one in held if one.replaces_id}
    known: dict[str, list[ProcedureOption]] = {}
    for record in held:
        if record.state != record.State.TAKEN_BACK:
            known.setdefault(record.key, []).append(record)
    return {key: list(_standings(records, marks)) for key, records in known.items()}


def _standings(
    records: list[ProcedureOption], marks: Mapping[Any, str]
) -> Iterator[tuple[ProcedureOption, Standing]]:
    """Of the records of one option, the latest day first: one covers those of its day that were recorded before."""
    today, covered, current = clock.today(), set(), False
    for record in records:
        if record.pk in marks:
            gone = marks[record.pk] == record.State.TAKEN_BACK
            yield record, Standing.TAKEN_BACK if gone else Standing.REPLACED
        elif record.state == record.State.WAITING:
            yield record, Standing.WAITING
        elif record.valid_from in covered:
            yield record, Standing.REPLACED
        elif record.valid_from > today:
            covered.add(record.valid_from)
            yield record, Standing.TO_COME
        else:
            lasts = record.valid_to is None or record.valid_to >= today
            yield record, Standing.IN_FORCE if lasts and not current else Standing.PAST
            covered.add(record.valid_from)
            current = True
