"""Posts in the commune's service."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal.actions import record
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people import policies
from beffroi.people.events import AgentAppointed, AgentReleased
from beffroi.people.models import Account, Agent, Department
from beffroi.people.queries.agents import in_force
from beffroi.people.rules import Role


class AlreadyAppointed(Refusal):
    """The account has this post already."""

    message = _("Cette personne occupe déjà ce poste.")


class PostEndsBeforeItBegins(Refusal):
    """The last day comes before the first."""

    message = _("La fin du poste précède son début.")


@transaction.atomic
def appoint_agent(
    *,
    account: Account,
    department: str,
    role: Role,
    valid_from: date | None = None,
    valid_to: date | None = None,
    actor: Acting = HOUSE,
) -> Agent:
    """Give an account a post in a department (by slug), from today unless said otherwise; both days included.

    Raises Forbidden, NotFound (no such department), AlreadyAppointed, PostEndsBeforeItBegins.
    """
    require(policies.may_appoint_agents, actor)
    place = Department.objects.filter(slug=department, closed_on=None).first()
    if place is None:
        raise NotFound
    starts = valid_from or clock.today()
    if valid_to is not None and valid_to < starts:
        raise PostEndsBeforeItBegins
    if in_force().filter(account=account, department=place, role=role).exists():
        raise AlreadyAppointed
    post = Agent.objects.create(
        account=account, department=place, role=role, valid_from=starts, valid_to=valid_to
    )
    fact = AgentAppointed(role=role.value, department=department, valid_from=str(starts))
    record(fact, actor=actor, about=[ref(post), ref(account)])
    return post


@transaction.atomic
def release_agent(*, agent_id: UUID, last_day: date | None = None, actor: Acting = HOUSE) -> Agent:
    """End a post; its last day is yesterday unless said otherwise, so that the right is gone at once.

    Raises Forbidden, NotFound, PostEndsBeforeItBegins.
    """
    require(policies.may_appoint_agents, actor)
    post = Agent.objects.select_related("department", "account").filter(pk=agent_id).first()
    if post is None:
        raise NotFound
    post.valid_to = last_day or clock.today() - timedelta(days=1)
    if post.valid_to < post.valid_from:
        raise PostEndsBeforeItBegins
    post.save(update_fields=["valid_to"])
    fact = AgentReleased(role=post.role, department=post.department.slug, valid_to=str(post.valid_to))
    record(fact, actor=actor, about=[ref(post), ref(post.account)])
    return post
