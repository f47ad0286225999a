"""Posts begin, end, and are given by those who may."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError

from beffroi.journal.models import Event
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people import actions, queries
from beffroi.people.models import Agent
from beffroi.people.policies import Role

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _commune(clock):
    make.organisation()
    make.department()


def test_a_post_begins_today_unless_said_otherwise():
    account = make.account()
    post = actions.appoint_agent(account=account, department="population", role=Role.CLERK)
    assert (post.valid_from, post.valid_to) == (date(2026, 11, 24), None)
    assert list(queries.agents_of("population")) == [post]
    assert Event.objects.get(name="AgentAppointed").payload == {
        "role": "clerk",
        "department": "population",
        "valid_from": "2026-11-24",
    }


def test_the_same_post_is_not_given_twice():
    account = make.account()
    actions.appoint_agent(account=account, department="population", role=Role.CLERK)
    with pytest.raises(actions.AlreadyAppointed):
        actions.appoint_agent(account=account, department="population", role=Role.CLERK)


def test_a_post_needs_its_department_and_days_in_order():
    account = make.account()
    with pytest.raises(NotFound):
        actions.appoint_agent(account=account, department="nulle-part", role=Role.CLERK)
    with pytest.raises(actions.PostEndsBeforeItBegins):
        actions.appoint_agent(
            account=account, department="population", role=Role.CLERK, valid_to=date(2026, 11, 23)
        )
    with pytest.raises(IntegrityError):
        Agent.objects.create(
            account=account,
            department=make.department(),
            role=Role.CLERK,
            valid_from=date(2026, 2, 1),
            valid_to=date(2026, 1, 1),
        )


def test_a_released_agent_has_no_right_any_more():
    clerk = make.clerk()
    actions.release_agent(agent_id=clerk.agent_id)
    assert list(queries.agents_of("population")) == []
    assert Event.objects.get(name="AgentReleased").payload["valid_to"] == "2026-11-23"


def test_a_post_that_began_today_ends_tonight_at_the_earliest():
    post = actions.appoint_agent(account=make.account(), department="population", role=Role.CLERK)
    with pytest.raises(actions.PostEndsBeforeItBegins):
        actions.release_agent(agent_id=post.pk)
    assert actions.release_agent(agent_id=post.pk, last_day=date(2026, 11, 24)).valid_to == date(2026, 11, 24)


def test_only_the_administrator_appoints():
    account = make.account()
    admin = make.agent(Role.ADMIN)
    for actor in (make.clerk(), make.head(), make.manager(), make.citizen()):
        with pytest.raises(Forbidden):
            actions.appoint_agent(account=account, department="population", role=Role.TILL, actor=actor)
    actions.appoint_agent(account=account, department="population", role=Role.TILL, actor=admin)


@pytest.mark.parametrize("agents", [1, 3])
def test_the_agents_of_a_department_cost_one_query(agents, django_assert_num_queries):
    for _number in range(agents):
        actions.appoint_agent(account=make.account(), department="population", role=Role.CLERK)
    with django_assert_num_queries(1):
        assert len([post.account.email for post in queries.agents_of("population")]) == agents


def test_who_works_in_two_departments_acts_by_one_post_that_of_the_register_first():
    make.department("travaux")
    account = make.account()
    days = {"population": date(2026, 3, 1), "travaux": date(2026, 1, 1)}
    posts = {
        slug: actions.appoint_agent(account=account, department=slug, role=Role.CLERK, valid_from=day)
        for slug, day in days.items()
    }
    for department in days:
        assert list(queries.agents_of(department)) == [posts["population"]]
    actor = queries.desk_actor(account=account)
    assert (actor.agent_id, actor.department) == (posts["population"].pk, "population")
