"""Who keeps procedures, in a commune that has nobody else."""

from __future__ import annotations

from datetime import date

from beffroi.people import actions as people
from beffroi.people import queries as people_queries
from beffroi.people.models import Department
from beffroi.people.policies import Actor, Role


def manager(email: str, name: str, role: Role = Role.MANAGER) -> Actor:
    """Who keeps the procedures of the commune, at the secretariat."""
    Department.objects.get_or_create(slug="secretariat", defaults={"name": {"fr": "Secrétariat"}})
    account = people.create_account(email, verified=True, name=name)
    people.appoint_agent(account=account, department="secretariat", role=role, valid_from=date(2026, 1, 1))
    return people_queries.desk_actor(account=account)
