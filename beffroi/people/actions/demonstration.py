"""Fill a demonstration with people who do not exist."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal.actions import record
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Refusal
from beffroi.people.connectors.fas import FederalIdentity
from beffroi.people.connectors.fas import demonstration as federal
from beffroi.people.connectors.fas.port import Means
from beffroi.people.events import DemonstrationPopulated
from beffroi.people.models import (
    Account,
    Department,
    NationalNumber,
    Organisation,
    Person,
    Pseudonym,
    RegisterAddress,
    RegisterEntry,
    RegisterHousehold,
)
from beffroi.people.queries.actors import desk_actor
from beffroi.people.queries.demonstration import (
    DemoAccount,
    DemoResident,
    demonstration_accounts,
    demonstration_citizens,
)
from beffroi.people.queries.organisation import organisation
from beffroi.people.rules import IdentityClaims, Level, Role, cast
from beffroi.people.rules.addresses import Residence
from beffroi.people.rules.residents import Household, Place, Resident, Street, households
from beffroi.territory import queries as territory

from .accounts import create_account
from .agents import appoint_agent
from .identification import Entrance, enter_with_identity
from .identity import link_identity, record_identity_check

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
        known = NationalNumber.objects.exclude(person=None).select_related("person")
        rows = _Rows({number.lookup: number for number in known})
        for household in made:
            rows.add(household)
        rows.write()
        residents = sum(len(household.members) for household in made)
        fact = DemonstrationPopulated(residents=residents, households=len(made))
        record(fact, actor=HOUSE, about=[ref(commune)])
    return Population(RegisterEntry.objects.count(), RegisterHousehold.objects.count())


@transaction.atomic
def create_demonstration_accounts() -> list[DemoAccount]:
    """Make the accounts of the cast, those that are missing, and list them all. Raises NotADemonstration."""
    _demonstration()
    password = make_password(cast.PASSWORD)  # hashed once: the same for all, and no secret
    for agent in cast.AGENTS:
        if not _exists(agent.email):
            _appoint(agent, password)
    for citizen in cast.CITIZENS:
        if citizen.email and not _exists(citizen.email):
            _admit(citizen, password)
    return demonstration_accounts()


def enter_as_resident(*, resident: DemoResident, method: str) -> Entrance:
    """A fictional resident comes in by ``eid`` or ``itsme``, as the federal service would send them.

    Raises NotADemonstration and the refusals of ``enter_with_identity``.
    """
    _demonstration()
    means = Means(method)
    identity = FederalIdentity(
        national_number=resident.national_number,
        given_names=resident.given_names,
        family_name=resident.family_name,
        means=means,
        level=int(means.level),
        at=clock.now(),
    )
    return enter_with_identity(identity=identity, account=None)


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


@dataclass(slots=True)
class _Rows:
    """The rows of a population, gathered and then written a table at a time: a demonstration must open fast."""

    numbers: dict[str, NationalNumber]
    persons: list[Person] = field(default_factory=list)
    pseudonyms: list[Pseudonym] = field(default_factory=list)
    new_numbers: list[NationalNumber] = field(default_factory=list)
    households: list[RegisterHousehold] = field(default_factory=list)
    entries: list[RegisterEntry] = field(default_factory=list)
    addresses: list[RegisterAddress] = field(default_factory=list)

    def write(self) -> None:
        Person.objects.bulk_create(self.persons)
        Pseudonym.objects.bulk_create(self.pseudonyms)
        NationalNumber.objects.bulk_create(self.new_numbers)
        RegisterHousehold.objects.bulk_create(self.households)
        RegisterEntry.objects.bulk_create(self.entries)
        RegisterAddress.objects.bulk_create(self.addresses)

    def add(self, household: Household) -> None:
        home = RegisterHousehold(**_present(household.residence))
        self.households.append(home)
        for position, resident in enumerate(household.members):
            entry = self._entry(resident, home, position)
            self.entries.append(entry)
            self.addresses += [
                RegisterAddress(entry=entry, **asdict(residence))
                for residence in _history(resident, household)
            ]

    def _entry(self, resident: Resident, home: RegisterHousehold, position: int) -> RegisterEntry:
        return RegisterEntry(
            person=self._person(resident, home),
            household=home,
            relation=resident.relation,
            position=position,
            birth_place=resident.birth_place,
            nationality=resident.nationality,
            nationality_since=resident.nationality_since,
            civil_status=resident.civil_status,
            civil_status_since=resident.civil_status_since,
            registered_on=resident.registered_on,
        )

    def _person(self, resident: Resident, home: RegisterHousehold) -> Person:
        """A person who signed in before the register was filled is found by number, not made twice."""
        known = self.numbers.get(NationalNumber.lookup_of(resident.national_number))
        if known is not None and known.person is not None:
            return known.person
        person = Person(
            family_name=resident.family_name,
            given_names=resident.given_names,
            birth=resident.birth.isoformat(),
            birth_precision="day",
            street=home.street,
            house_number=home.house_number,
            box=home.box,
            postal_code=home.postal_code,
            locality=home.locality,
            nis=home.nis,
        )
        self.persons.append(person)
        self.pseudonyms.append(Pseudonym(person=person))
        self.new_numbers.append(_sealed(resident.national_number, person))
        return person


def _sealed(digits: str, person: Person) -> NationalNumber:
    row = NationalNumber(person=person)
    row.seal(digits)  # fictional by construction: rules.residents makes no other
    return row


def _present(home: Residence) -> dict[str, Any]:
    return {name: value for name, value in asdict(home).items() if name != "until"}


def _history(resident: Resident, household: Household) -> Sequence[Residence]:
    """The reference person brings earlier residences; for the others the register knows only this one."""
    if resident is household.members[0]:
        return (*household.before, household.residence)
    present = household.residence
    return (replace(present, since=max(present.since, resident.birth)),)


def _open_account(email: str, password: str, name: str = "") -> Account:
    account = create_account(email, verified=True, name=name)
    account.password = password
    account.save(update_fields=["password"])
    return account


def _appoint(agent: cast.CastAgent, password: str) -> None:
    """Agents who meet the public work in every department, whose procedures need them; the others in the last."""
    account = _open_account(agent.email, password, agent.name)
    for department in _departments_of(agent.role):
        appoint_agent(account=account, department=department, role=agent.role, valid_from=_long_ago())


def _long_ago() -> date:
    """Before the year that the demonstration replays."""
    return date(clock.today().year - 2, 1, 1)


def _departments_of(role: Role) -> list[str]:
    served = list(
        Department.objects.filter(closed_on=None).order_by("rank", "slug").values_list("slug", flat=True)
    )
    return served if role in (Role.CLERK, Role.HEAD, Role.TILL) else served[-1:]


def _admit(citizen: cast.CastCitizen, password: str) -> None:
    """The account of a citizen, as much theirs as the cast says: by e-mail, linked, or checked at the counter."""
    account = _open_account(citizen.email, password)
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
