"""The tables of the room: the organisation, accounts, persons, agents, and the embedded population register."""

from .account import Account
from .agent import Agent
from .organisation import (
    ClosingDay,
    ContactPoint,
    Department,
    OpeningException,
    OpeningHours,
    Organisation,
    PackRecord,
)
from .person import IdentityCheck, IdentityLink, NationalNumber, Person, Pseudonym
from .register import RegisterAddress, RegisterEntry, RegisterHousehold

__all__ = [
    "Account",
    "Agent",
    "ClosingDay",
    "ContactPoint",
    "Department",
    "IdentityCheck",
    "IdentityLink",
    "NationalNumber",
    "OpeningException",
    "OpeningHours",
    "Organisation",
    "PackRecord",
    "Person",
    "Pseudonym",
    "RegisterAddress",
    "RegisterEntry",
    "RegisterHousehold",
]
