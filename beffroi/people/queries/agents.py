"""Who works where."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from beffroi.lib import clock
from beffroi.people.models import Agent, IdentityLink
from beffroi.territory.queries import fold

from .numbers import person_of_number


def agents_of(department: str) -> QuerySet[Agent]:
    """Who works in a department (by slug) today, each by the post they act by, with account and department.

    Somebody with posts in several departments has one name in tasks and facts: the first of ``acting_posts``. Oldest
    post first.
    """
    theirs = OuterRef("account")
    here = in_force().filter(account=theirs, department__slug=department)
    acting = acting_posts().filter(account=theirs).values("pk")[:1]
    return in_force().filter(Exists(here), pk=Subquery(acting)).select_related("account", "department")


def posts_in_force() -> QuerySet[Agent]:
    """Every post in force today with its account and department, by department, then by role."""
    return (
        in_force()
        .select_related("account", "department")
        .order_by("department__rank", "department__slug", "role", "valid_from", "id")
    )


def acting_posts() -> QuerySet[Agent]:
    """The posts in force, those of the departments of the register first: who consults it does so in their name."""
    return in_force().order_by("-department__keeps_register", "valid_from", "id")


def in_force() -> QuerySet[Agent]:
    """The posts in force today."""
    today = clock.today()
    return Agent.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), valid_from__lte=today, account__is_active=True
    )


def agent_who_is(*, number_id: UUID | None, email: str, name: str, birth: str) -> UUID | None:
    """The account of the agent of today whom these words are about, or None (three queries at most).

    By their national number, else by the address they sign in with, else by name and day of birth (ISO). Number and
    birth are known of those only who once proved with that account who they are.
    """
    posts = in_force()
    linked = IdentityLink.objects.filter(account__in=posts.values("account"))
    if number_id is not None and (person_id := person_of_number(number_id)) is not None:
        return linked.filter(person=person_id).values_list("account", flat=True).first()
    if email and (post := posts.filter(account__email__iexact=email).first()):
        return post.account_id
    born = linked.filter(person__birth=birth).select_related("person") if birth else ()
    wanted = fold(name)
    same = (one for one in born if fold(f"{one.person.given_names} {one.person.family_name}") == wanted)
    return next((one.account_id for one in same), None)


def agent_names(agent_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of agents, by the id of their post, past posts too: who signed what (one query)."""
    found = Agent.objects.filter(pk__in=set(agent_ids)).select_related("account")
    return {agent.pk: agent.account.get_full_name() for agent in found}
