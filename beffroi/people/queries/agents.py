"""Who works where."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from beffroi.lib import clock
from beffroi.people.models import Agent


def agents_of(department: str) -> QuerySet[Agent]:
    """The posts in force today in a department (by slug), with account and department, oldest post first."""
    return in_force().filter(department__slug=department).select_related("account", "department")


def in_force() -> QuerySet[Agent]:
    """The posts in force today."""
    today = clock.today()
    return Agent.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), valid_from__lte=today, account__is_active=True
    )


def agent_names(agent_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of agents, by the id of their post, past posts too: who signed what (one query)."""
    found = Agent.objects.filter(pk__in=set(agent_ids)).select_related("account")
    return {agent.pk: agent.account.get_full_name() for agent in found}
