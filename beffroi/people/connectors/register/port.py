"""What the house asks of a population register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from beffroi.people.rules.addresses import Residence


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """One member of a household; ``relation`` is a code, ``relation_label`` its words, to the reference person.

    ``since``: the day on which this person came into the household, by birth too.
    """

    person_id: UUID
    given_names: str
    family_name: str
    birth: str
    relation: str
    relation_label: str
    civil_status: str
    since: date


@dataclass(frozen=True, slots=True)
class RegisterRecord:
    """What the register says of one person; each state with the day since which it holds (None: unknown).

    ``birth`` is ISO text as precise as it is known. ``household`` starts with the reference person; ``residences``
    runs from the oldest to the present one. ``source`` names the register, to be shown beside the data.
    """

    person_id: UUID
    given_names: str
    family_name: str
    birth: str
    birth_place: str
    masked_number: str
    nationality: str
    nationality_label: str
    nationality_since: date | None
    civil_status: str
    civil_status_label: str
    civil_status_since: date | None
    registered_on: date
    deceased_on: date | None
    address: Residence
    residences: tuple[Residence, ...]
    household: tuple[HouseholdMember, ...]
    source: str


class Register(Protocol):
    """A register of residents."""

    def record(self, person_id: UUID) -> RegisterRecord | None:
        """Everything certificates need about one resident, or None for somebody who is not registered here."""
        ...
