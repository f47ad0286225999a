"""Fill a demonstration with people who do not exist."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal.actions import record
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Refusal
from beffroi.people.connectors.fas import demonstration as federal
from beffroi.people.events import DemonstrationPopulated
from beffroi.people.models import (
    Account,
    Department,
    Organisation,
    Person,
    RegisterAddress,
    RegisterEntry,
    RegisterHousehold,
)
from beffroi.people.queries.actors import desk_actor
from beffroi.people.queries.demonstration import DemoAccount, demonstration_accounts, demonstration_citizens
from beffroi.people.queries.organisation import organisation
from beffroi.people.rules import IdentityClaims, Level, Role, cast
from beffroi.people.rules.addresses import Residence
from beffroi.people.rules.residents import Household, Place, Resident, Street, households
from beffroi.territory import queries as territory

from .accounts import create_account
from .agents import appoint_agent
from .identity import create_person, link_identity, record_identity_check
from .numbers import checked, kept

#: How many times likelier a resident was born in the commune than in any other municipality.
_BORN_AT_HOME = 80
_ALL = 1000


class NotADemonstration(Refusal):
    """Fictional people never enter the database of a real commune."""

    message = _("Cette commune n’est pas une démonstration : on n’y crée pas de personnes fictives.")


@dataclass(frozen=True, slots=True)
class Population:
    """How many fictional people and households the register holds."""

    residents: int
    households: int


@transaction.atomic
def populate_demonstration(*, count: int = 300) -> Population:
    """Write ``count`` fictional residents in the embedded register, the same for the same commune and day.

    Does nothing when the register already has residents. Needs a loaded pack; raises NotADemonstration.
    """
    commune = _demonstration()
    if not RegisterEntry.objects.exists():
        made = _invent(count, commune)
        for household in made:
            _write_household(household)
        residents = sum(len(household.members) for household in made)
        fact = DemonstrationPopulated(residents=residents, households=len(made))
        record(fact, actor=HOUSE, about=[ref(commune)])
    return Population(RegisterEntry.objects.count(), RegisterHousehold.objects.count())


@transaction.atomic
def create_demonstration_accounts() -> list[DemoAccount]:
    """Make the accounts of the cast, those that are missing, and list them all. Raises NotADemonstration."""
    _demonstration()
    for agent in cast.AGENTS:
        if not _exists(agent.email):
            _appoint(agent)
    for citizen in cast.CITIZENS:
        if citizen.email and not _exists(citizen.email):
            _admit(citizen)
    return demonstration_accounts()


def serve_demonstration_identity(*, port: int, issuer: str, base_url: str, stop: threading.Event) -> None:
    """Play the federal service for the cast until ``stop`` is set. Raises NotADemonstration."""
    _demonstration()
    federal.serve(port, demonstration_citizens(), issuer, base_url, stop)


def _demonstration() -> Organisation:
    commune = organisation()
    if not commune.demonstration:
        raise NotADemonstration
    return commune


def _exists(email: str) -> bool:
    return Account.objects.filter(email__iexact=email).exists()


def _invent(count: int, commune: Organisation) -> list[Household]:
    sections = {section.name: section.postal_code for section in territory.sections()}
    streets = [Street(row.name, sections[row.section], row.section) for row in territory.known_streets()]
    elsewhere = [Place(found.nis, found.name) for found in territory.municipalities("", limit=_ALL)]
    at_home = [Place(commune.nis, commune.short_name)] * _BORN_AT_HOME
    return households(
        count=count,
        seed=int(commune.nis),
        today=clock.today(),
        nis=commune.nis,
        streets=streets,
        places=at_home + elsewhere,
    )


def _write_household(household: Household) -> None:
    home = household.residence
    address = {key: value for key, value in asdict(home).items() if key != "until"}
    row = RegisterHousehold.objects.create(**address)
    for position, resident in enumerate(household.members):
        entry = _write_entry(resident, row, position, home)
        RegisterAddress.objects.bulk_create(
            RegisterAddress(entry=entry, **asdict(residence)) for residence in _history(resident, household)
        )


def _history(resident: Resident, household: Household) -> Sequence[Residence]:
    """The reference person brings earlier residences; for the others the register knows only this one."""
    present = household.residence
    if resident is household.members[0]:
        return (*household.before, present)
    return (Residence(**{**asdict(present), "since": max(present.since, resident.birth)}),)


def _write_entry(resident: Resident, row: RegisterHousehold, position: int, home: Residence) -> RegisterEntry:
    return RegisterEntry.objects.create(
        person=_write_person(resident, home),
        household=row,
        relation=resident.relation,
        position=position,
        birth_place=resident.birth_place,
        nationality=resident.nationality,
        nationality_since=resident.nationality_since,
        civil_status=resident.civil_status,
        civil_status_since=resident.civil_status_since,
        registered_on=resident.registered_on,
    )


def _write_person(resident: Resident, home: Residence) -> Person:
    """The person of a number: one who signed in before the register was filled is found, not made twice."""
    number = kept(checked(resident.national_number))
    person = number.person or create_person(family_name=resident.family_name)
    person.family_name, person.given_names = resident.family_name, resident.given_names
    person.birth, person.birth_precision = resident.birth.isoformat(), "day"
    person.street, person.house_number, person.box = home.street, home.house_number, home.box
    person.postal_code, person.locality, person.nis = home.postal_code, home.locality, home.nis
    person.save()
    if number.person is None:
        number.person = person
        number.save(update_fields=["person"])
    return person


def _appoint(agent: cast.CastAgent) -> None:
    """Agents who meet the public work in the departments of the register; the others in the last department."""
    account = create_account(agent.email, cast.PASSWORD, verified=True, name=agent.name)
    for department in _departments_of(agent.role):
        appoint_agent(account=account, department=department, role=agent.role)


def _departments_of(role: Role) -> list[str]:
    served = Department.objects.filter(closed_on=None)
    if role in (Role.CLERK, Role.HEAD, Role.TILL):
        served = served.filter(keeps_register=True)
        return list(served.order_by("rank", "slug").values_list("slug", flat=True))
    return list(served.order_by("-rank", "slug").values_list("slug", flat=True)[:1])


def _admit(citizen: cast.CastCitizen) -> None:
    """The account of a citizen, as much theirs as the cast says: by e-mail, linked, or checked at the counter."""
    account = create_account(citizen.email, cast.PASSWORD, verified=True)
    if citizen.account == "email":
        return
    person = link_identity(account=account, claims=_claims(citizen))
    if citizen.account == "checked":
        clerk = Account.objects.get(email=next(a.email for a in cast.AGENTS if a.role == Role.CLERK))
        record_identity_check(
            actor=desk_actor(account=clerk),
            account=account,
            person_id=person.pk,
            how=str(_("carte d’identité")),
        )


def _claims(citizen: cast.CastCitizen) -> IdentityClaims:
    return IdentityClaims(
        national_number=citizen.national_number,
        given_names=citizen.given_names,
        family_name=citizen.family_name,
        birth_date=citizen.birth,
        method="itsme",
        level=Level.ITSME,
    )
