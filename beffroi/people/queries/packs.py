"""What loading a pack would change: the pack, the database, and what the pack said last time, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from beffroi.people.models import (
    ClosingDay,
    ContactPoint,
    Department,
    OpeningException,
    OpeningHours,
    Organisation,
    PackRecord,
)
from beffroi.people.rules.packs import (
    Difference,
    Objects,
    PackReport,
    Reference,
    compare,
    read_pack,
    read_references,
)
from beffroi.people.rules.packs import objects as kinds
from beffroi.territory import queries as territory

REFERENCES = "references"


def preview_pack(path: Path) -> PackReport:
    """The report that ``load_pack`` would give, without changing anything. Raises BrokenPack."""
    now = objects_in(path)
    return PackReport.of(path.name, differences(now), sum(map(len, now.values())))


def objects_in(path: Path) -> dict[str, Objects]:
    """Everything a pack folder describes, by kind and key. Raises BrokenPack."""
    return kinds.objects_of(read_pack(path), _references())


def differences(now: dict[str, Objects]) -> dict[str, Difference]:
    """The difference of each kind, in the order in which they are written."""
    memory = pack_memory()
    found = {
        kind: compare(kind, before=memory.get(kind, {}), live=LIVE[kind](), now=now[kind])
        for kind in kinds.KINDS
    }
    for kind in (kinds.MUNICIPALITY, kinds.SECTION):
        found[kind].removed.clear()  # codes end by a date, and addresses keep pointing at sections
    return found


def _references() -> Reference:
    for folder in reversed(settings.COMMUNES_DIRS):
        if (folder / REFERENCES).is_dir():
            return read_references(folder / REFERENCES)
    return Reference(municipalities=[])


def pack_memory() -> dict[str, Objects]:
    """What the pack said when it was last loaded."""
    found: dict[str, dict[str, Any]] = {kind: {} for kind in kinds.KINDS}
    for record in PackRecord.objects.order_by("kind", "key"):
        found[record.kind][record.key] = record.values
    return dict(found)


def _municipalities() -> Objects:
    return {
        f"{row.nis} {row.valid_from}": {
            "name": row.name,
            "province": row.province,
            "valid_to": str(row.valid_to) if row.valid_to else None,
            "home": row.home,
        }
        for row in territory.known_municipalities()
    }


def _sections() -> Objects:
    return {row.name: {"postal_code": row.postal_code} for row in territory.known_sections()}


def _streets() -> Objects:
    return {f"{row.section}/{row.name}": {} for row in territory.known_streets()}


def _schools() -> Objects:
    found = {}
    for row in territory.known_schools():
        values = asdict(row)
        found[values.pop("fase_site")] = values | {"types": list(row.types), "levels": list(row.levels)}
    return found


def _organisation() -> Objects:
    found = Organisation.objects.first()
    return {kinds.HOUSE: _fields(found, ORGANISATION_FIELDS)} if found else {}


def _departments() -> Objects:
    return {row.slug: _fields(row, DEPARTMENT_FIELDS) for row in Department.objects.filter(closed_on=None)}


def _points() -> Objects:
    return {
        row.slug: _fields(row, POINT_FIELDS) | {"department": row.department.slug if row.department else None}
        for row in ContactPoint.objects.select_related("department")
    }


def _openings() -> Objects:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in OpeningHours.objects.select_related("department"):
        owner = row.department.slug if row.department else kinds.HOUSE
        found[owner].append(
            kinds.week_row(
                row.weekday, row.opens, row.closes, row.by_appointment, row.season_from, row.season_to
            )
        )
    return {owner: {"week": sorted(rows)} for owner, rows in found.items()}


def _exceptions() -> Objects:
    hours: dict[str, list[Any]] = defaultdict(list)
    reasons: dict[str, dict[str, str]] = {}
    for row in OpeningException.objects.select_related("department"):
        key = f"{row.department.slug if row.department else kinds.HOUSE} {row.day}"
        reasons[key] = row.reason
        if row.opens and row.closes:
            hours[key].append((row.opens, row.closes))
    return {key: kinds.exception_values(hours[key], reason) for key, reason in reasons.items()}


def _closing_days() -> Objects:
    return {str(row.day): {"label": row.label, "source": row.source} for row in ClosingDay.objects.all()}


def _fields(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


ORGANISATION_FIELDS = (
    "slug",
    "name",
    "short_name",
    "nis",
    "bce",
    "province",
    "languages",
    "demonstration",
    "banner",
    "mediator_competent",
    "mediator",
    "theme",
    "logo",
    "logo_text",
    "contact",
    "attribution",
)
DEPARTMENT_FIELDS = ("name", "summary", "email", "phone", "keeps_register", "rank")
POINT_FIELDS = ("name", "address", "phone", "email", "access", "fictional", "rank")

LIVE: dict[str, Callable[[], Objects]] = {
    kinds.MUNICIPALITY: _municipalities,
    kinds.SECTION: _sections,
    kinds.STREET: _streets,
    kinds.SCHOOL: _schools,
    kinds.ORGANISATION: _organisation,
    kinds.DEPARTMENT: _departments,
    kinds.POINT: _points,
    kinds.OPENING: _openings,
    kinds.EXCEPTION: _exceptions,
    kinds.CLOSING_DAY: _closing_days,
}
