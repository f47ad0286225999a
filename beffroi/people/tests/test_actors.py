"""Who acts: what a session proves, what a post gives, in two queries at most."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from beffroi.lib.acting import Stamp
from beffroi.lib.refs import ObjectRef
from beffroi.people import actions, queries
from beffroi.people.models import Account, IdentityLink, Pseudonym
from beffroi.people.policies import Actor, Level, Role

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _commune(clock):
    make.organisation()


def test_a_visitor_is_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        actor = queries.portal_actor(account=None, level=500, method="eid")
    assert actor == Actor()
    assert actor.stamp() == Stamp(actor=None, role="citizen", channel="web")
    assert queries.desk_actor(account=None).roles == frozenset()


@pytest.mark.parametrize(
    ("session", "level", "method"),
    [
        ((0, ""), Level.EMAIL, "email"),
        ((300, "eid"), Level.EMAIL, "email"),
        ((450, "itsme"), Level.ITSME, "itsme"),
        ((500, "eid"), Level.EID, "eid"),
        ((9999, "eid"), Level.EID, "eid"),
    ],
)
def test_the_level_is_what_the_session_proved(session, level, method, django_assert_max_num_queries):
    account = make.account()
    person = actions.link_identity(account=account, claims=make.claims())
    with django_assert_max_num_queries(2):
        actor = queries.portal_actor(account=account, level=session[0], method=session[1])
    assert (actor.level, actor.method, actor.person_id) == (level, method, person.pk)


def test_without_a_person_a_session_is_worth_an_address():
    actor = queries.portal_actor(account=make.account("a@demo.example"), level=500, method="eid")
    assert (actor.level, actor.method, actor.person_id, actor.email) == (
        Level.EMAIL,
        "email",
        None,
        "a@demo.example",
    )
    assert actor.stamp().actor == ObjectRef("account", actor.account_id)


def test_a_check_by_an_agent_counts_in_every_session():
    clerk, account = make.clerk(), make.account()
    person = make.person()
    actions.record_identity_check(actor=clerk, account=account, person_id=person.pk, how="carte d’identité")
    by_password = queries.portal_actor(account=account, level=0, method="")
    by_eid = queries.portal_actor(account=account, level=500, method="eid")
    assert [(a.level, a.method) for a in (by_password, by_eid)] == [
        (Level.CHECKED, "counter"),
        (Level.EID, "eid"),
    ]


def test_a_check_of_somebody_else_does_not_count():
    clerk, account, first = make.clerk(), make.account(), make.person()
    actions.record_identity_check(actor=clerk, account=account, person_id=first.pk, how="carte")
    second = make.person(birth=date(1990, 1, 1))
    IdentityLink.objects.filter(account=account).update(person=second)
    assert queries.portal_actor(account=account, level=0, method="").level == Level.EMAIL


def test_facts_know_a_citizen_by_pseudonym_until_its_key_is_destroyed():
    citizen = make.citizen()
    assert citizen.stamp().actor == ObjectRef("person", Pseudonym.objects.get().value)
    Pseudonym.objects.all().delete()
    again = queries.portal_actor(account=IdentityLink.objects.get().account, level=500, method="eid")
    assert (again.pseudonym, again.stamp().actor) == (None, ObjectRef("account", again.account_id))


def test_the_portal_never_shows_an_agent_even_when_the_account_has_a_post():
    clerk = make.clerk()
    account = Account.objects.get(pk=clerk.account_id)
    actor = queries.portal_actor(account=account, level=0, method="")
    assert (actor.is_agent, actor.roles) == (False, frozenset({"citizen"}))


@pytest.mark.parametrize("posts", [1, 3])
def test_the_desk_asks_two_questions_however_many_posts(posts, django_assert_num_queries):
    account = make.account()
    for number in range(posts):
        make.department(f"service-{number}")
        actions.appoint_agent(account=account, department=f"service-{number}", role=Role.CLERK)
    with django_assert_num_queries(2):
        actor = queries.desk_actor(account=account)
    assert len(actor.departments) == posts


def test_a_clerk_of_the_register_is_a_registrar_and_facts_say_clerk():
    clerk = make.clerk()
    assert (clerk.roles, clerk.departments) == ({"clerk", "registrar"}, {"population"})
    assert clerk.stamp() == Stamp(
        actor=ObjectRef("agent", clerk.agent_id), role="clerk", department="population", channel="counter"
    )


def test_elsewhere_a_clerk_is_a_clerk():
    assert make.clerk("travaux").roles == {"clerk"}


def test_posts_count_from_their_first_to_their_last_day(clock):
    make.department()
    account = make.account()
    actions.appoint_agent(
        account=account,
        department="population",
        role=Role.CLERK,
        valid_from=date(2026, 11, 24),
        valid_to=date(2026, 11, 25),
    )
    seen = {}
    for day in (23, 24, 25, 26):
        with clock.at(clock.now().replace(day=day)):
            seen[day] = queries.desk_actor(account=account).is_agent
    assert seen == {23: False, 24: True, 25: True, 26: False}


def test_an_agent_carries_their_person_so_that_nobody_handles_their_own_case():
    clerk = make.clerk()
    account = Account.objects.get(pk=clerk.account_id)
    person = actions.link_identity(account=account, claims=make.claims())
    assert queries.desk_actor(account=account).person_id == person.pk


def test_a_log_line_with_an_actor_names_nobody():
    citizen = make.citizen()
    assert citizen.name == "Élise Tavernaux"
    assert not {"Tavernaux", "elise@demo.example"} & set(repr(citizen).replace("'", " ").split())


# The account of a session


@pytest.mark.parametrize("somebody", [True, False])
def test_a_session_reads_its_account_with_whether_it_is_linked(somebody, django_assert_num_queries):
    account = make.account("a@demo.example")
    if somebody:
        actions.link_identity(account=account, claims=make.claims())
    with django_assert_num_queries(1):
        found = queries.account_of_session(str(account.pk))
        assert (found, bool(found.is_linked)) == (account, somebody)
    with django_assert_num_queries(1 if somebody else 0):
        actor = queries.portal_actor(account=found, level=0, method="", linked=found.is_linked)
    assert (actor.person_id is not None) == somebody


def test_a_session_may_outlive_its_account():
    assert queries.account_of_session(uuid4()) is None
