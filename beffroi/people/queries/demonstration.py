"""The people of a demonstration: who can sign in, and whom the federal demonstration service vouches for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from beffroi.journal import queries as journal
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound
from beffroi.people.connectors.fas.demonstration import DemonstrationCitizen
from beffroi.people.events import DemonstrationPopulated
from beffroi.people.models import NationalNumber, RegisterEntry
from beffroi.people.rules import ROLE_LABELS, Role, cast

from .organisation import organisation


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration, as it is printed when it opens: role in words, and who it is."""

    email: str
    password: str
    role_label: str
    who: str


@dataclass(frozen=True, slots=True)
class DemoResident:
    """Somebody of the embedded register who does not exist, with the number that belongs to nobody.

    ``household`` and ``relation`` say with whom they live and how; address parts are those of the register.
    """

    person_id: UUID
    given_names: str
    family_name: str
    birth: date
    national_number: str = field(repr=False)
    household: UUID
    relation: str
    street: str
    house_number: str
    box: str
    postal_code: str
    locality: str


def demonstration_accounts() -> list[DemoAccount]:
    """Every account that ``create_demonstration_accounts`` makes: citizens, then agents."""
    citizens = [
        DemoAccount(one.email, cast.PASSWORD, str(ROLE_LABELS[Role.CITIZEN]), _who(one))
        for one in cast.CITIZENS
        if one.email
    ]
    agents = [
        DemoAccount(one.email, cast.PASSWORD, str(ROLE_LABELS[one.role]), one.name) for one in cast.AGENTS
    ]
    return citizens + agents


def demonstration_citizens() -> list[DemonstrationCitizen]:
    """The fictional adults who may come in by eID or itsme in a demonstration."""
    return [
        DemonstrationCitizen(
            national_number=one.national_number,
            given_names=one.given_names,
            family_name=one.family_name,
            born=one.birth.isoformat(),
            email=one.email,
            note=str(one.note),
        )
        for one in cast.CITIZENS
    ]


def demonstration_opened_at() -> datetime:
    """When the fictional people moved in. Raises NotFound before that."""
    for fact in journal.events_about(ref(organisation())):
        if fact.name == DemonstrationPopulated.name:
            return fact.occurred_at
    raise NotFound


def demonstration_residents() -> list[DemoResident]:
    """Every fictional resident, in the order of birth dates (two queries); nobody outside a demonstration."""
    if not organisation().demonstration:
        return []
    numbers = {row.person_id: row.open() for row in NationalNumber.objects.exclude(person=None)}
    entries = RegisterEntry.objects.select_related("person", "household")
    return [
        _resident(entry, numbers[entry.person_id]) for entry in entries.order_by("person__birth", "person")
    ]


def _resident(entry: RegisterEntry, number: str) -> DemoResident:
    person, home = entry.person, entry.household
    return DemoResident(
        person_id=person.pk,
        given_names=person.given_names,
        family_name=person.family_name,
        birth=date.fromisoformat(person.birth),
        national_number=number,
        household=home.pk,
        relation=entry.relation,
        street=home.street,
        house_number=home.house_number,
        box=home.box,
        postal_code=home.postal_code,
        locality=home.locality,
    )


def _who(citizen: cast.CastCitizen) -> str:
    return f"{citizen.given_names} {citizen.family_name}, {citizen.note}"
