"""Fictional residents: households that nobody lives in, the same for the same seed.

Family names are made of two halves and belong to nobody we know; national numbers carry a counter that is never
given out (998, 999), so birth dates must differ for numbers to differ.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from . import cast
from .addresses import Residence
from .numbers import FICTIONAL_COUNTERS, fictional_number

_STARTS = [
    "Bru",
    "Col",
    "Del",
    "Fau",
    "Gil",
    "Hen",
    "Lam",
    "Mon",
    "Noi",
    "Per",
    "Ron",
    "Ser",
    "Tav",
    "Vau",
    "Wer",
    "Cor",
    "Mar",
    "Bel",
    "Gri",
    "Hol",
    "Jas",
    "Ker",
    "Lou",
    "Mau",
    "Nov",
    "Pla",
    "Rem",
    "Sol",
    "Tor",
    "Vin",
]
_ENDS = [
    "champs",
    "vaux",
    "court",
    "mont",
    "rieu",
    "lier",
    "quin",
    "notte",
    "sart",
    "teau",
    "bray",
    "naux",
    "dière",
    "fays",
    "gnon",
]
_FIRST_998 = [
    "Adèle",
    "Agathe",
    "Alice",
    "Anaïs",
    "Aurore",
    "Camille",
    "Céline",
    "Chloé",
    "Claire",
    "Élise",
    "Émilie",
    "Eva",
    "Fanny",
    "Florence",
    "Hélène",
    "Inès",
    "Jeanne",
    "Julie",
    "Laura",
    "Léa",
    "Lina",
    "Louise",
    "Lucie",
    "Manon",
    "Margaux",
    "Marie",
    "Mathilde",
    "Monique",
    "Nadine",
    "Nora",
    "Odile",
    "Pauline",
    "Rose",
    "Sarah",
    "Sophie",
    "Yvette",
]
_FIRST_999 = [
    "Adrien",
    "Alain",
    "Antoine",
    "Arthur",
    "Basile",
    "Bastien",
    "Bruno",
    "Cédric",
    "Damien",
    "Didier",
    "Émile",
    "Étienne",
    "Fabien",
    "Félix",
    "Georges",
    "Gilles",
    "Hugo",
    "Jules",
    "Julien",
    "Karim",
    "Laurent",
    "Léon",
    "Louis",
    "Lucas",
    "Marc",
    "Mathis",
    "Maxime",
    "Nathan",
    "Noé",
    "Olivier",
    "Pascal",
    "Quentin",
    "Robin",
    "Simon",
    "Théo",
    "Yves",
]
_ELSEWHERE = (
    "Rue de l’Église",
    "Rue du Moulin",
    "Grand-Place",
    "Rue de la Gare",
    "Avenue des Tilleuls",
    "Rue Haute",
)
_NATIONALITIES = ("BE",) * 44 + ("FR", "IT", "PT", "ES", "PL", "RO")


@dataclass(frozen=True, slots=True)
class Street:
    """A street of the commune where somebody may live."""

    name: str
    postal_code: str
    locality: str


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality elsewhere, where people were born or lived before."""

    nis: str
    name: str


@dataclass(frozen=True, slots=True)
class Resident:
    """One fictional resident; ``relation`` and ``civil_status`` are the register's codes."""

    family_name: str
    given_names: str
    birth: date
    national_number: str = field(repr=False)
    relation: str
    civil_status: str
    civil_status_since: date
    birth_place: str
    registered_on: date
    nationality: str = "BE"
    nationality_since: date | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """People at one address, the reference person first; ``before`` are their earlier residences, oldest first."""

    members: tuple[Resident, ...]
    residence: Residence
    before: tuple[Residence, ...]


def households(
    *, count: int, seed: int, today: date, nis: str, streets: Sequence[Street], places: Sequence[Place]
) -> list[Household]:
    """Households of ``count`` residents in all: those of the cast first, then invented ones.

    Deterministic in its arguments. ``streets`` and ``places`` must not be empty.
    """
    maker = _Maker(random.Random(seed), today, nis, streets, places)  # noqa: S311 - fiction, not secrets
    made, residents = [], 0
    for made_so in maker.all():
        if residents >= count:
            break
        household = replace(made_so, members=made_so.members[: count - residents])
        made.append(household)
        residents += len(household.members)
    return made


class _Maker:
    """Draws households; remembers the numbers it has given."""

    def __init__(
        self, dice: random.Random, today: date, nis: str, streets: Sequence[Street], places: Sequence[Place]
    ) -> None:
        self.dice, self.today, self.nis, self.streets, self.places = dice, today, nis, streets, places
        self.given: set[str] = set()

    def all(self) -> Iterator[Household]:
        for draw in (self._tavernaux, self._brusart, self._cardonel):
            yield draw()
        kinds = (self._alone, self._couple, self._family, self._family, self._lone_parent, self._three_ages)
        while True:
            yield self.dice.choice(kinds)()

    def _tavernaux(self) -> Household:
        wed = date(2012, 6, 16)
        return self._settle(
            [
                self._of_cast(cast.ELISE, "reference", "married", wed),
                self._of_cast(cast.BASTIEN, "spouse", "married", wed),
                self._of_cast(cast.LOUISE, "child"),
                self._of_cast(cast.SIMON, "child"),
            ],
            since=date(2013, 4, 2),
        )

    def _brusart(self) -> Household:
        georges = self._of_cast(cast.GEORGES, "reference", "widowed", date(2019, 2, 8))
        return self._settle([georges], since=date(1974, 9, 1), moves=0)

    def _cardonel(self) -> Household:
        ines = self._of_cast(cast.INES, "reference", nationality="PT")
        return self._settle([ines], since=date(2025, 10, 15), moves=2)

    def _of_cast(
        self,
        who: cast.CastCitizen,
        relation: str,
        status: str = "single",
        since: date | None = None,
        *,
        nationality: str = "BE",
    ) -> Resident:
        return self._person(
            who.family_name,
            who.given_names,
            who.birth,
            who.counter,
            relation,
            status,
            since,
            nationality=nationality,
        )

    # Invented households.

    def _alone(self) -> Household:
        return self._settle([self._adult("reference", self.dice.choice(("single", "divorced", "widowed")))])

    def _couple(self, status: str = "") -> Household:
        return self._settle(self._pair(status or self.dice.choice(("married", "married", "cohabiting"))))

    def _family(self) -> Household:
        pair = self._pair(self.dice.choice(("married", "cohabiting", "single")), oldest=58)
        return self._settle([*pair, *self._children(pair[0], pair[1].family_name)])

    def _lone_parent(self) -> Household:
        parent = self._adult("reference", self.dice.choice(("single", "divorced")), oldest=55)
        return self._settle([parent, *self._children(parent, parent.family_name)])

    def _three_ages(self) -> Household:
        household = self._pair("married", oldest=60)
        elder = self._adult("parent", "widowed", youngest=72, oldest=94)
        return self._settle([*household, elder])

    def _pair(self, status: str, oldest: int = 88) -> list[Resident]:
        first = self._adult("reference", status, oldest=oldest)
        relation = {"married": "spouse", "cohabiting": "cohabitant"}.get(status, "partner")
        age = self._age(first)
        second = self._adult(relation, status, youngest=max(20, age - 6), oldest=age + 6)
        since = max(first.civil_status_since, second.civil_status_since) if status != "single" else None
        pair = [first, second]
        return [replace(one, civil_status_since=since) for one in pair] if since else pair

    def _children(self, parent: Resident, family_name: str) -> list[Resident]:
        youngest_possible = max(0, self._age(parent) - 42)
        eldest_possible = min(24, self._age(parent) - 20)
        if eldest_possible <= youngest_possible:
            return []
        ages = range(
            youngest_possible, eldest_possible + 1, 2
        )  # two years apart: no one is born twice in a year
        drawn = sorted(self.dice.sample(ages, min(len(ages), self.dice.randint(1, 3))), reverse=True)
        births = [self._birth(age, age + 1) for age in drawn]
        return [self._invented(family_name, birth, "child") for birth in births]

    def _adult(self, relation: str, status: str, *, youngest: int = 20, oldest: int = 92) -> Resident:
        birth = self._birth(youngest, oldest)
        return self._invented(self._family_name(), birth, relation, status, self.dice.choice(_NATIONALITIES))

    def _invented(
        self, family_name: str, birth: date, relation: str, status: str = "single", nationality: str = "BE"
    ) -> Resident:
        counter = self.dice.choice(FICTIONAL_COUNTERS)
        names = self.dice.sample(_FIRST_998 if counter == 998 else _FIRST_999, 2)
        since = None if status == "single" else self._day_between(_years_after(birth, 19), self.today)
        return self._person(
            family_name, " ".join(names), birth, counter, relation, status, since, nationality=nationality
        )

    def _person(
        self,
        family_name: str,
        given_names: str,
        birth: date,
        counter: int,
        relation: str,
        status: str = "single",
        since: date | None = None,
        *,
        nationality: str = "BE",
    ) -> Resident:
        while (number := fictional_number(birth, counter)) in self.given:
            birth += timedelta(days=1)
        self.given.add(number)
        return Resident(
            family_name=family_name,
            given_names=given_names,
            birth=birth,
            national_number=number,
            relation=relation,
            civil_status=status,
            civil_status_since=since or birth,
            birth_place=self.dice.choice(self.places).name,
            registered_on=birth,
            nationality=nationality,
            nationality_since=birth,
        )

    def _settle(
        self, members: Sequence[Resident], *, since: date | None = None, moves: int | None = None
    ) -> Household:
        """Give a household its address, the ones before, and everyone the day of their inscription."""
        reference = members[0]
        moves = self.dice.randint(0, 2) if moves is None else moves
        arrived = since or self._day_between(
            max(_years_after(reference.birth, 18), date(1990, 1, 1)), self.today
        )
        before = self._earlier(reference.birth, arrived, moves)
        street = self.dice.choice(self.streets)
        residence = Residence(
            street=street.name,
            house_number=self._house_number(),
            box=self.dice.choice(("", "", "", "", "1", "2A", "0101")),
            postal_code=street.postal_code,
            locality=street.locality,
            nis=self.nis,
            since=arrived,
        )
        settled = tuple(replace(one, registered_on=max(one.birth, arrived)) for one in members)
        return Household(settled, residence, before)

    def _earlier(self, birth: date, arrived: date, moves: int) -> tuple[Residence, ...]:
        ends = sorted({self._day_between(birth, arrived) for _move in range(moves)} - {birth, arrived})
        starts = [birth, *(day + timedelta(days=1) for day in ends)]
        stops = [*ends, arrived - timedelta(days=1)]
        return tuple(
            self._elsewhere(start, stop) for start, stop in zip(starts, stops, strict=True) if start <= stop
        )

    def _elsewhere(self, since: date, until: date) -> Residence:
        place = self.dice.choice(self.places)
        return Residence(
            street=self.dice.choice(_ELSEWHERE),
            house_number=self._house_number(),
            box="",
            postal_code="",
            locality=place.name,
            nis=place.nis,
            since=since,
            until=until,
        )

    def _family_name(self) -> str:
        return self.dice.choice(_STARTS) + self.dice.choice(_ENDS)

    def _house_number(self) -> str:
        return f"{self.dice.randint(1, 180)}{self.dice.choice(('', '', '', '', 'A', 'B'))}"

    def _birth(self, youngest: int, oldest: int) -> date:
        latest = _years_after(self.today, -youngest) - timedelta(days=1)
        return self._day_between(_years_after(self.today, -oldest), latest)

    def _age(self, person: Resident) -> int:
        return (self.today - person.birth).days // 365

    def _day_between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.dice.randint(0, max(0, (last - first).days)))


def _years_after(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)
