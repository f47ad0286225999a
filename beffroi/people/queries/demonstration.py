"""The people of a demonstration: who can sign in, and whom the federal demonstration service vouches for."""

from __future__ import annotations

from dataclasses import dataclass

from beffroi.people.connectors.fas.demonstration import DemonstrationCitizen
from beffroi.people.rules import ROLE_LABELS, Role, cast


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration, as it is printed when it opens: role in words, and who it is."""

    email: str
    password: str
    role_label: str
    who: str


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


def _who(citizen: cast.CastCitizen) -> str:
    return f"{citizen.given_names} {citizen.family_name}, {citizen.note}"
