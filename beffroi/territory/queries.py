"""The questions of the room: streets, municipalities, sections, schools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from beffroi.lib import clock

from .models import Municipality, School, Section, Street
from .rules import MunicipalityRow, SchoolRow, SectionRow, StreetRow, fold

__all__ = [
    "MunicipalityFound",
    "StreetFound",
    "fold",
    "home_municipality",
    "is_resident_nis",
    "known_municipalities",
    "known_schools",
    "known_sections",
    "known_streets",
    "municipalities",
    "schools",
    "sections",
    "street_homonyms",
    "streets",
]


@dataclass(frozen=True, slots=True)
class StreetFound:
    """A street with the section that tells it from its homonyms."""

    id: UUID
    name: str
    section: str
    postal_code: str

    @property
    def label(self) -> str:
        """Name, postal code and section in one line."""
        return f"{self.name}, {self.postal_code} {self.section}"


@dataclass(frozen=True, slots=True)
class MunicipalityFound:
    """A municipality by its NIS code."""

    nis: str
    name: str
    province: str


def streets(prefix: str, limit: int = 20) -> list[StreetFound]:
    """Streets in use with a word that begins like ``prefix``, accents and case ignored; those that begin so first."""
    wanted = fold(prefix)
    if not wanted:
        return []
    found = Street.objects.filter(retired_on=None).filter(_words_begin(wanted)).select_related("section")
    return [_street(street) for street in found.order_by(_first(wanted), "folded", "section__name")[:limit]]


def street_homonyms(name: str) -> list[StreetFound]:
    """Every street in use of exactly this name, one per section: the section is part of the choice."""
    found = Street.objects.filter(retired_on=None, folded=fold(name)).select_related("section")
    return [_street(street) for street in found.order_by("section__name")]


def municipalities(prefix: str, limit: int = 20, *, on: date | None = None) -> list[MunicipalityFound]:
    """Municipalities whose code is valid today (or ``on``), found as streets are; all of them for an empty prefix."""
    wanted = fold(prefix)
    found = _valid(on or clock.today())
    if wanted:
        found = found.filter(_words_begin(wanted))
    return [
        MunicipalityFound(row.nis, row.name, row.province)
        for row in found.order_by(_first(wanted), "folded")[:limit]
    ]


def is_resident_nis(nis: str) -> bool:
    """Whether a NIS code, present or past, is the home commune's: postal codes would not tell."""
    return Municipality.objects.filter(nis=nis, home=True).exists()


def home_municipality() -> Municipality | None:
    """The commune of this house under its present code."""
    return _valid(clock.today()).filter(home=True).order_by("nis").first()


def sections() -> QuerySet[Section]:
    """The sections of the home commune, by name."""
    return Section.objects.filter(municipality__home=True).order_by("name")


def schools(*, network: str = "", level: str = "") -> list[School]:
    """School sites by name; ``network`` and ``level`` narrow the list."""
    found = School.objects.order_by("name", "address")
    if network:
        found = found.filter(network=network)
    # Levels are a JSON list: filtered here, because the two databases do not search JSON alike.
    return [school for school in found if not level or level in school.levels]


def known_municipalities() -> list[MunicipalityRow]:
    """All municipalities, as a loader compares them."""
    return [
        MunicipalityRow(row.nis, row.name, row.province, row.valid_from, row.valid_to, row.home)
        for row in Municipality.objects.order_by("nis", "valid_from")
    ]


def known_sections() -> list[SectionRow]:
    """The home commune's sections, as a loader compares them."""
    return [SectionRow(row.name, row.postal_code) for row in sections()]


def known_streets() -> list[StreetRow]:
    """The streets in use, as a loader compares them."""
    found = Street.objects.filter(retired_on=None).select_related("section")
    return [StreetRow(row.section.name, row.name) for row in found.order_by("section__name", "name")]


def known_schools() -> list[SchoolRow]:
    """All school sites, as a loader compares them."""
    return [
        SchoolRow(
            fase_site=row.fase_site,
            fase_school=row.fase_school,
            name=row.name,
            network=row.network,
            organiser=row.organiser,
            types=tuple(row.types),
            levels=tuple(row.levels),
            address=row.address,
            postal_code=row.postal_code,
            locality=row.locality,
            latitude=row.latitude,
            longitude=row.longitude,
        )
        for row in School.objects.order_by("fase_site")
    ]


def _valid(day: date) -> QuerySet[Municipality]:
    return Municipality.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


def _words_begin(wanted: str) -> Q:
    return Q(folded__startswith=wanted) | Q(folded__contains=f" {wanted}")


def _first(wanted: str) -> Case:
    """Names that begin with the words come before names that hold them further on."""
    return Case(When(folded__startswith=wanted, then=Value(0)), default=Value(1), output_field=IntegerField())


def _street(street: Street) -> StreetFound:
    return StreetFound(street.pk, street.name, street.section.name, street.section.postal_code)
