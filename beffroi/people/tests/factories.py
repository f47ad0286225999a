"""The cast of the tests, in the invented commune of Valbois. Other rooms' tests may use it too.

``citizen`` applies, ``clerk`` works at Population, ``head`` heads the department, ``till`` takes the money,
``editor`` writes the site, ``stranger`` must see nothing.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from beffroi.people import actions, queries
from beffroi.people.models import Account, Department, Organisation, Person
from beffroi.people.policies import Actor, IdentityClaims, Level, Role
from beffroi.people.rules.numbers import fictional_number

_serial = count(1)


def organisation(**changes: Any) -> Organisation:
    """The commune of Valbois, a demonstration unless said otherwise."""
    values: dict[str, Any] = {
        "slug": "valbois",
        "name": "Commune de Valbois",
        "short_name": "Valbois",
        "nis": "90001",
        "bce": "0207316021",
        "languages": ["fr"],
        "demonstration": True,
        "theme": {"brand": "#17574b", "brand_text": "#ffffff", "action": "#0b5f8a", "accent": "#a34a00"},
        "contact": {
            "address": ["Place Haute 1", "5900 Valbois"],
            "phone": "081 00 00 00",
            "email": "info@valbois.example",
            "account": {"name": "Commune de Valbois", "iban": "BE71096123456769", "reference_line": 10},
        },
    }
    return Organisation.objects.create(**(values | changes))


def department(slug: str = "population", **changes: Any) -> Department:
    """A department; Population keeps the register."""
    values: dict[str, Any] = {"name": {"fr": slug.capitalize()}, "keeps_register": slug == "population"}
    return Department.objects.get_or_create(slug=slug, defaults=values | changes)[0]


def account(email: str = "", **changes: Any) -> Account:
    """An account with a proved address."""
    return actions.create_account(email or f"someone{next(_serial)}@demo.example", verified=True, **changes)


def claims(birth: date = date(1985, 7, 30), counter: int = 998, **changes: Any) -> IdentityClaims:
    """What eID says of Élise, or of somebody born another day."""
    values: dict[str, Any] = {
        "national_number": fictional_number(birth, counter),
        "given_names": "Élise",
        "family_name": "Tavernaux",
        "birth_date": birth,
        "method": "eid",
        "level": Level.EID,
    }
    return IdentityClaims(**(values | changes))


def person(**changes: Any) -> Person:
    """A person with a number, and an account behind them."""
    return actions.link_identity(account=account(), claims=claims(**changes))


def citizen(*, level: int = Level.EID, method: str = "eid", **changes: Any) -> Actor:
    """Élise at the portal, identified by eID in this session unless said otherwise."""
    hers = account("elise@demo.example")
    actions.link_identity(account=hers, claims=claims(**changes))
    return queries.portal_actor(account=hers, level=level, method=method)


def stranger() -> Actor:
    """Somebody else at the portal, identified by eID as well."""
    theirs = account("tom@demo.example")
    actions.link_identity(account=theirs, claims=claims(date(1990, 2, 3), 999, given_names="Tom"))
    return queries.portal_actor(account=theirs, level=Level.EID, method="eid")


def agent(role: Role, slug: str = "population", email: str = "") -> Actor:
    """An agent at the desk, with one post since the beginning of the year."""
    theirs = account(email or f"{role}@demo.example", name=f"Agent {role}")
    department(slug)
    actions.appoint_agent(account=theirs, department=slug, role=role, valid_from=date(2026, 1, 1))
    return queries.desk_actor(account=theirs)


def clerk(slug: str = "population") -> Actor:
    """Works at Population."""
    return agent(Role.CLERK, slug)


def head(slug: str = "population") -> Actor:
    """Heads the department."""
    return agent(Role.HEAD, slug)


def till() -> Actor:
    """Takes the money."""
    return agent(Role.TILL)


def editor() -> Actor:
    """Writes the site."""
    return agent(Role.EDITOR, "communication")


def manager() -> Actor:
    """Looks after procedures and the organisation's data."""
    return agent(Role.MANAGER, "communication")
