"""The verbs of the room: bring in reference data. It changes only from outside, never by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from beffroi.journal.actions import record
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Refusal

from .events import TerritoryLoaded
from .models import Municipality, School, Section, Street
from .queries import home_municipality
from .rules import MunicipalityRow, SchoolRow, SectionRow, StreetRow, fold

__all__ = [
    "MunicipalityRow",
    "NoHome",
    "SchoolRow",
    "SectionRow",
    "StreetRow",
    "UnknownSection",
    "load_territory",
]


class NoHome(Refusal):
    """Sections and streets need the home municipality, which nobody has loaded."""

    message = _("La commune de la maison n’est pas dans la liste des communes.")


class UnknownSection(Refusal):
    """A street lies in a section that the commune does not have."""

    def __init__(self, names: str) -> None:
        super().__init__(_("Ces sections n’existent pas dans la commune : %(names)s.") % {"names": names})


@transaction.atomic
def load_territory(
    *,
    actor: Acting = HOUSE,
    municipalities: Sequence[MunicipalityRow] = (),
    sections: Sequence[SectionRow] = (),
    streets: Sequence[StreetRow] = (),
    schools: Sequence[SchoolRow] = (),
    retired_streets: Sequence[StreetRow] = (),
    closed_schools: Sequence[str] = (),
) -> None:
    """Add or change these places; retire streets and remove school sites (by FASE number) that are named so.

    Nothing else is touched. A retired street that comes back is in use again. Raises NoHome when sections or streets
    come before the home municipality, UnknownSection when a street names a section that does not exist.
    """
    _put(Municipality, ("nis", "valid_from"), [_municipality(row) for row in municipalities])
    home = home_municipality()
    if home is None:
        raise NoHome
    _put(Section, ("municipality", "name"), _sections(home, sections))
    _put(Street, ("section", "name"), _streets(streets))
    _put(School, ("fase_site",), [_school(row) for row in schools])
    retired = _retire(retired_streets) + School.objects.filter(fase_site__in=closed_schools).delete()[0]
    fact = TerritoryLoaded(
        municipalities=len(municipalities),
        sections=len(sections),
        streets=len(streets),
        schools=len(schools),
        retired=retired,
    )
    record(fact, actor=actor, about=[ref(home)])


def _put(model: type[Model], key: tuple[str, ...], rows: Sequence[Model]) -> None:
    """Insert rows, or change those that exist under the same key; one statement for all of them."""
    values = [field.name for field in model._meta.fields if not field.primary_key and field.name not in key]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=values)


def _municipality(row: MunicipalityRow) -> Municipality:
    return Municipality(**asdict(row), folded=fold(row.name))


def _sections(home: Municipality, rows: Sequence[SectionRow]) -> list[Section]:
    """A section stays under the code it came with: a merger changes the commune's code, not its sections."""
    known = Section.objects.filter(municipality__home=True).select_related("municipality")
    owners = {section.name: section.municipality for section in known}
    return [
        Section(municipality=owners.get(r.name, home), name=r.name, postal_code=r.postal_code) for r in rows
    ]


def _streets(rows: Sequence[StreetRow]) -> list[Street]:
    known = {section.name: section for section in Section.objects.filter(municipality__home=True)}
    if unknown := {row.section for row in rows} - known.keys():
        raise UnknownSection(", ".join(sorted(unknown)))
    return [Street(section=known[row.section], name=row.name, folded=fold(row.name)) for row in rows]


def _school(row: SchoolRow) -> School:
    return School(**{**asdict(row), "types": list(row.types), "levels": list(row.levels)})


def _retire(streets: Sequence[StreetRow]) -> int:
    return sum(
        Street.objects.filter(section__name=street.section, name=street.name, retired_on=None).update(
            retired_on=clock.today()
        )
        for street in streets
    )
