"""The verbs of the room: bring in reference data. It changes only from outside, never by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

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


class NoHome(Refusal):
    """Sections and streets need the home municipality, which nobody has loaded."""

    message = _("La commune de la maison n’est pas dans la liste des communes.")


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
    come before the home municipality, or a street for a section that does not exist (Section.DoesNotExist).
    """
    for municipality in municipalities:
        _put(
            Municipality,
            {"nis": municipality.nis, "valid_from": municipality.valid_from},
            _named(municipality),
        )
    home = home_municipality()
    if home is None:
        raise NoHome
    for section in sections:
        _put(Section, {"municipality": home, "name": section.name}, {"postal_code": section.postal_code})
    _put_streets(streets)
    for school in schools:
        _put(School, {"fase_site": school.fase_site}, _listed(school))
    retired = _retire(retired_streets) + School.objects.filter(fase_site__in=closed_schools).delete()[0]
    fact = TerritoryLoaded(
        municipalities=len(municipalities),
        sections=len(sections),
        streets=len(streets),
        schools=len(schools),
        retired=retired,
    )
    record(fact, actor=actor, about=[ref(home)])


def _put(model: type[Model], key: dict[str, Any], values: dict[str, Any]) -> None:
    model._default_manager.update_or_create(**key, defaults={**values})


def _named(row: MunicipalityRow) -> dict[str, Any]:
    return {**asdict(row), "folded": fold(row.name)}


def _listed(row: SchoolRow) -> dict[str, Any]:
    return {**asdict(row), "types": list(row.types), "levels": list(row.levels)}


def _put_streets(streets: Sequence[StreetRow]) -> None:
    sections = {section.name: section for section in Section.objects.filter(municipality__home=True)}
    for street in streets:
        if street.section not in sections:
            raise Section.DoesNotExist(street.section)
        key = {"section": sections[street.section], "name": street.name}
        _put(Street, key, {"folded": fold(street.name), "retired_on": None})


def _retire(streets: Sequence[StreetRow]) -> int:
    return sum(
        Street.objects.filter(section__name=street.section, name=street.name, retired_on=None).update(
            retired_on=clock.today()
        )
        for street in streets
    )
