"""A pack laid out as objects: one mapping of plain values per kind and key, ready to be compared.

The kinds are listed in the order in which they must be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any

from .difference import Objects, Values
from .schema import (
    WEEKDAYS,
    Commune,
    DepartmentEntry,
    ExceptionDay,
    MunicipalityRow,
    Opening,
    Pack,
    Reference,
    Week,
)

MUNICIPALITY, SECTION, STREET, SCHOOL = "municipality", "section", "street", "school"
ORGANISATION, DEPARTMENT, POINT = "organisation", "department", "contact_point"
OPENING, EXCEPTION, CLOSING_DAY = "opening", "opening_exception", "closing_day"

KINDS = (
    MUNICIPALITY,
    SECTION,
    STREET,
    SCHOOL,
    ORGANISATION,
    DEPARTMENT,
    POINT,
    OPENING,
    EXCEPTION,
    CLOSING_DAY,
)

#: The key of the one organisation, and of opening hours that belong to no department.
HOUSE = "house"


def objects_of(pack: Pack, references: Reference) -> dict[str, Objects]:
    """Every object the pack describes, by kind and key."""
    commune = pack.commune
    return {
        MUNICIPALITY: _municipalities(commune, references),
        SECTION: {section.name: {"postal_code": section.postal_code} for section in commune.sections},
        STREET: {f"{row.section}/{row.street}": {} for row in pack.streets},
        SCHOOL: _schools(pack),
        ORGANISATION: {HOUSE: _organisation(pack)},
        DEPARTMENT: {row.slug: _department(rank, row) for rank, row in enumerate(pack.departments)},
        POINT: {point.slug: _point(rank, commune) for rank, point in enumerate(commune.points)},
        OPENING: {key: {"week": _weeks(opening)} for key, opening in _openings(pack)},
        EXCEPTION: {
            f"{key} {day.day}": _exception(day)
            for key, opening in _openings(pack)
            for day in opening.exceptions
        },
        CLOSING_DAY: {str(row.day): {"label": row.label, "source": row.source} for row in pack.holidays},
    }


def _municipalities(commune: Commune, references: Reference) -> Objects:
    own = [(commune.nis, commune.nis_valid_from)]
    own += [(former.nis, former.valid_from) for former in commune.former_codes]
    found = {
        _code(row): _municipality(row, home=(row.nis, row.valid_from) in own)
        for row in references.municipalities
    }
    for row in _own_codes(commune):
        found.setdefault(_code(row), _municipality(row, home=True))
    return found


def _own_codes(commune: Commune) -> Iterator[MunicipalityRow]:
    yield MunicipalityRow(
        nis=commune.nis,
        name=commune.short_name,
        province=commune.province,
        valid_from=commune.nis_valid_from,
        valid_to=None,
    )
    for former in commune.former_codes:
        yield MunicipalityRow(province=commune.province, **former.model_dump())


def _code(row: MunicipalityRow) -> str:
    return f"{row.nis} {row.valid_from}"


def _municipality(row: MunicipalityRow, *, home: bool) -> Values:
    return {
        "name": row.name,
        "province": row.province,
        "valid_to": str(row.valid_to) if row.valid_to else None,
        "home": home,
    }


def _schools(pack: Pack) -> Objects:
    """One object per site: the public list has one line per site and type of teaching."""
    found: dict[str, dict[str, Any]] = {}
    for row in pack.schools:
        site = found.setdefault(
            row.fase_implantation,
            {
                "fase_school": row.fase_etablissement,
                "name": row.nom,
                "network": row.reseau,
                "organiser": row.nom_po,
                "types": [],
                "levels": [],
                "address": row.adresse,
                "postal_code": row.code_postal,
                "locality": row.localite,
                "latitude": row.lat,
                "longitude": row.lon,
            },
        )
        for field, value in (("types", row.type_enseignement), ("levels", row.niveau)):
            site[field] = sorted({*site[field], value} - {""})
    return found


def _organisation(pack: Pack) -> Values:
    commune = pack.commune
    return {
        "slug": commune.slug,
        "name": commune.name,
        "short_name": commune.short_name,
        "nis": commune.nis,
        "bce": commune.bce,
        "province": commune.province,
        "languages": list(commune.languages),
        "demonstration": commune.demonstration,
        "banner": dict(commune.banner or {}),
        "mediator_competent": commune.mediator.competent,
        "mediator": dict(commune.mediator.text),
        "theme": pack.theme.model_dump(),
        "logo": pack.logo,
        "logo_text": dict(commune.logo_text),
        "contact": commune.contact.model_dump(),
        "attribution": [str(line) for line in commune.attribution],
    }


def _department(rank: int, row: DepartmentEntry) -> Values:
    return {
        "name": dict(row.name),
        "summary": dict(row.summary),
        "email": row.email,
        "phone": row.phone,
        "keeps_register": row.keeps_register,
        "rank": rank,
    }


def _point(rank: int, commune: Commune) -> Values:
    point = commune.points[rank]
    return {
        "department": point.department,
        "name": dict(point.name),
        "address": list(point.address),
        "phone": point.phone,
        "email": point.email,
        "access": dict(point.access or {}),
        "fictional": point.fictional,
        "rank": rank,
    }


def _openings(pack: Pack) -> Iterator[tuple[str, Opening]]:
    yield HOUSE, pack.commune.opening
    for department in pack.departments:
        if department.opening is not None:
            yield department.slug, department.opening


def _weeks(opening: Opening) -> list[list[Any]]:
    rows = _week(opening.week, "", "")
    for season in opening.seasons:
        rows += _week(season.week, season.first, season.last)
    return sorted(rows)


def _week(week: Week, first: str, last: str) -> list[list[Any]]:
    return [
        week_row(number, span.opens, span.closes, span.by_appointment, first, last)
        for number, name in enumerate(WEEKDAYS)
        for span in getattr(week, name)
    ]


def week_row(
    weekday: int, opens: time, closes: time, by_appointment: bool, first: str, last: str
) -> list[Any]:
    """One opening as plain values, the same from a pack and from the database."""
    return [first, last, weekday, _clock(opens), _clock(closes), by_appointment]


def _exception(day: ExceptionDay) -> Values:
    return exception_values(((span.opens, span.closes) for span in day.hours), dict(day.reason))


def exception_values(hours: Iterable[tuple[time, time]], reason: dict[Any, str]) -> Values:
    """One dated exception as plain values, the same from a pack and from the database."""
    return {"hours": sorted([_clock(opens), _clock(closes)] for opens, closes in hours), "reason": reason}


def day_of_key(key: str) -> tuple[str, date]:
    """Whose exception it is and on which day, from its key."""
    owner, _, day = key.rpartition(" ")
    return owner, date.fromisoformat(day)


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
