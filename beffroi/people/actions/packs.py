"""Load a commune pack: show the difference, write what the pack may write, remember what it said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal.actions import record
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Refusal, require
from beffroi.people import policies
from beffroi.people.events import PackLoaded
from beffroi.people.models import (
    ClosingDay,
    ContactPoint,
    Department,
    OpeningException,
    OpeningHours,
    Organisation,
    PackRecord,
)
from beffroi.people.queries.packs import LIVE, differences, objects_in, pack_memory
from beffroi.people.rules.packs import BrokenPack, Change, Difference, Objects, PackReport
from beffroi.people.rules.packs import objects as kinds
from beffroi.territory import actions as territory
from beffroi.territory.actions import MunicipalityRow, SchoolRow, SectionRow, StreetRow

__all__ = ["AnotherCommune", "BrokenPack", "PackReport", "load_pack"]

Values = dict[str, Any]
Writer = Callable[[str, Values | None], None]


class AnotherCommune(Refusal):
    """The database already belongs to another commune: one database, one commune."""

    message = _(
        "Cette base de données sert déjà une autre commune. Installez celle-ci dans un autre dossier."
    )


def load_pack(path: Path, *, actor: Acting = HOUSE) -> PackReport:
    """Load or reload a pack folder; what the desk edited stays and is listed. Loading twice changes nothing.

    A field is written only where the live value is still the one the pack itself loaded. Everything is written in one
    transaction, or nothing. Raises BrokenPack (every fault with file and line), AnotherCommune, Forbidden.
    """
    require(policies.may_load_pack, actor)
    now = objects_in(path)
    return _load(path.name, now, actor)


@transaction.atomic
def _load(name: str, now: dict[str, Objects], actor: Acting) -> PackReport:
    _check_same_commune(now)
    found = differences(now)
    report = PackReport.of(name, found, sum(map(len, now.values())))
    _write_territory(found, actor)
    for kind, write in _WRITERS.items():
        _apply(found[kind], write)
    _remember(now)
    if not report.is_empty:
        _record(report, actor)
    return report


def _check_same_commune(now: dict[str, Objects]) -> None:
    """By NIS code, present or past: a merger gives the same house a new one."""
    codes = {key.split()[0] for key, values in now[kinds.MUNICIPALITY].items() if values["home"]}
    if Organisation.objects.exclude(nis__in=codes).exists():
        raise AnotherCommune


def _apply(found: Difference, write: Writer) -> None:
    for change in (*found.added, *found.changed):
        write(change.key, _after(change))
    for change in found.removed:
        write(change.key, None)


def _remember(now: dict[str, Objects]) -> None:
    """Replace what the pack said last time by what it says now, as one value."""
    if pack_memory() == now:
        return
    PackRecord.objects.all().delete()
    PackRecord.objects.bulk_create(
        PackRecord(kind=kind, key=key, values=values)
        for kind, objects in now.items()
        for key, values in objects.items()
    )


def _record(report: PackReport, actor: Acting) -> None:
    fact = PackLoaded(
        slug=report.slug,
        added=len(report.added),
        changed=len(report.changed),
        removed=len(report.removed),
        kept=len(report.kept_by_desk),
    )
    record(fact, actor=actor, about=[ref(Organisation.objects.get())])


def _write_territory(found: dict[str, Difference], actor: Acting) -> None:
    """Reference data, written in one call by the room that holds it."""
    if all(found[kind].is_empty for kind in _TERRITORY):
        return
    streets, schools = found[kinds.STREET], found[kinds.SCHOOL]
    territory.load_territory(
        actor=actor,
        municipalities=[_municipality(key, values) for key, values in _whole(kinds.MUNICIPALITY, found)],
        sections=[SectionRow(name, values["postal_code"]) for name, values in _whole(kinds.SECTION, found)],
        streets=[_street(change.key) for change in streets.added],
        schools=[_school(key, values) for key, values in _whole(kinds.SCHOOL, found)],
        retired_streets=[_street(change.key) for change in streets.removed],
        closed_schools=[change.key for change in schools.removed],
    )


def _whole(kind: str, found: dict[str, Difference]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Objects that are new or changed, with all their values: the live ones and over them the pack's."""
    live = LIVE[kind]()
    for change in (*found[kind].added, *found[kind].changed):
        yield change.key, {**live.get(change.key, {}), **_after(change)}


def _after(change: Change) -> dict[str, Any]:
    return {name: after for name, (_before, after) in change.fields.items()}


def _municipality(key: str, values: dict[str, Any]) -> MunicipalityRow:
    nis, valid_from = key.split()
    valid_to = date.fromisoformat(values["valid_to"]) if values["valid_to"] else None
    return MunicipalityRow(
        nis=nis,
        name=values["name"],
        province=values["province"],
        valid_from=date.fromisoformat(valid_from),
        valid_to=valid_to,
        home=values["home"],
    )


def _street(key: str) -> StreetRow:
    section, _slash, name = key.partition("/")
    return StreetRow(section, name)


def _school(key: str, values: dict[str, Any]) -> SchoolRow:
    lists = {"types": tuple(values["types"]), "levels": tuple(values["levels"])}
    return SchoolRow(fase_site=key, **(values | lists))


def _write_organisation(_key: str, values: Values | None) -> None:
    Organisation.objects.update_or_create(only=True, defaults=values)


def _write_department(slug: str, values: Values | None) -> None:
    """A department that goes is closed, not deleted: posts and cases keep pointing at it."""
    if values is None:
        Department.objects.filter(slug=slug).update(closed_on=clock.today())
    else:
        Department.objects.update_or_create(slug=slug, defaults={**values, "closed_on": None})


def _write_point(slug: str, values: Values | None) -> None:
    if values is None:
        ContactPoint.objects.filter(slug=slug).delete()
        return
    if "department" in values:
        values = {**values, "department": Department.objects.filter(slug=values["department"]).first()}
    ContactPoint.objects.update_or_create(slug=slug, defaults=values)


def _write_opening(owner: str, values: Values | None) -> None:
    department = _owner(owner)
    OpeningHours.objects.filter(department=department).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            department=department,
            season_from=first,
            season_to=last,
            weekday=weekday,
            opens=time.fromisoformat(opens),
            closes=time.fromisoformat(closes),
            by_appointment=by_appointment,
        )
        for first, last, weekday, opens, closes, by_appointment in (values or {}).get("week", ())
    )


def _write_exception(key: str, values: Values | None) -> None:
    """Hours and reason of one day belong together: the pair is written again from what is live and what changed."""
    owner, day = kinds.day_of_key(key)
    live = LIVE[kinds.EXCEPTION]().get(key, {})
    OpeningException.objects.filter(department=_owner(owner), day=day).delete()
    if values is None:
        return
    whole = {**live, **values}
    OpeningException.objects.bulk_create(
        OpeningException(
            department=_owner(owner),
            day=day,
            reason=whole["reason"],
            opens=time.fromisoformat(opens) if opens else None,
            closes=time.fromisoformat(closes) if closes else None,
        )
        for opens, closes in whole["hours"] or [(None, None)]
    )


def _write_closing_day(day: str, values: Values | None) -> None:
    if values is None:
        ClosingDay.objects.filter(day=day).delete()
    else:
        ClosingDay.objects.update_or_create(day=day, defaults=values)


def _owner(slug: str) -> Department | None:
    return None if slug == kinds.HOUSE else Department.objects.get(slug=slug)


_TERRITORY = (kinds.MUNICIPALITY, kinds.SECTION, kinds.STREET, kinds.SCHOOL)

#: How each kind is written, in order: by key, with the values that change, or None to remove it.
_WRITERS: dict[str, Writer] = {
    kinds.ORGANISATION: _write_organisation,
    kinds.DEPARTMENT: _write_department,
    kinds.POINT: _write_point,
    kinds.OPENING: _write_opening,
    kinds.EXCEPTION: _write_exception,
    kinds.CLOSING_DAY: _write_closing_day,
}
