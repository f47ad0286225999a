"""Who works where."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from beffroi.lib import clock
from beffroi.people.models import Agent


def agents_of(department: str) -> QuerySet[Agent]:
    """Who works in a department (by slug) today, each by the post they act by, with account and department.

    Somebody with posts in several departments has one name in tasks and facts: the first of ``acting_posts``. Oldest
    post first.
    """
    theirs = OuterRef("account")
    here = in_force().filter(account=theirs, department__slug=department)
    acting = acting_posts().filter(account=theirs).values("pk")[:1]
    return in_force().filter(Exists(here), pk=Subquery(acting)).select_related("account", "department")


def acting_posts() -> QuerySet[Agent]:
    """The posts in force, those of the departments of the register first: who consults it does so in their name."""
    return in_force().order_by("-department__keeps_register", "valid_from", "id")


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
