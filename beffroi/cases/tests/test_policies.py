"""Who sees and does what; predicates and lists say the same."""

from __future__ import annotations

import pytest

from beffroi.cases import actions, policies, queries
from beffroi.cases.actions import OwnBusiness, TaskTaken
from beffroi.cases.models import Case
from beffroi.lib.refusals import Forbidden, NotFound, Throttled
from beffroi.payments.models import PaymentRequest
from beffroi.people.policies import Actor
from beffroi.people.rules import cast

from . import factories
from .factories import fresh, opened, residence, taken

CAST = [
    "visitor",
    "citizen",
    "emailer",
    "georges",
    "stranger",
    "clerk",
    "head",
    "till",
    "outsider",
    "citizen_agent",
]


@pytest.fixture
def visitor() -> Actor:
    """Somebody who has not signed in."""
    return Actor()


@pytest.fixture
def citizen_agent(house) -> Actor:
    """Élise at the desk."""
    return factories.citizen_at_the_desk()


@pytest.fixture
def cases(citizen, emailer, georges) -> list[Case]:
    """A request of each, in Population."""
    return [
        opened(actor, residence(who, mode="guichet"))
        for actor, who in ((citizen, cast.ELISE), (emailer, cast.INES), (georges, cast.GEORGES))
    ]


@pytest.mark.parametrize("name", CAST)
def test_predicates_and_lists_agree(cases, name, request):
    actor = request.getfixturevalue(name)
    visible = policies.department_cases(actor) if actor.is_agent else policies.own_cases(actor)
    assert set(visible) == {case for case in cases if policies.may_see_case(actor, case)}


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("visitor", []),
        ("stranger", []),
        ("citizen", ["2026-00001"]),
        ("emailer", ["2026-00002"]),
        ("clerk", ["2026-00001", "2026-00002", "2026-00003"]),
        ("till", ["2026-00001", "2026-00002", "2026-00003"]),
        ("outsider", []),
        ("citizen_agent", ["2026-00002", "2026-00003"]),
    ],
)
def test_who_sees_which_cases(cases, name, seen, request):
    actor = request.getfixturevalue(name)
    visible = policies.department_cases(actor) if actor.is_agent else policies.own_cases(actor)
    assert sorted(visible.values_list("number", flat=True)) == seen


@pytest.mark.parametrize("name", ["visitor", "stranger", "outsider", "citizen_agent"])
def test_who_must_see_nothing_of_a_case_sees_nothing(citizen, clerk, name, request):
    case = factories.move(taken(opened(citizen), clerk), clerk, "produire")
    actor, paper = request.getfixturevalue(name), case.documents.get()
    looks = [
        lambda: queries.case_for(actor, case.pk),
        lambda: queries.case_for_desk(actor, case.pk),
        lambda: actions.open_case_document(actor=actor, case_id=case.pk, paper_id=paper.pk, required_level=0),
        lambda: actions.open_evidence(actor=actor, case_id=case.pk, evidence_id=paper.pk),
        lambda: actions.take_transition(actor=actor, case_id=case.pk, transition="produire", form={}),
        lambda: actions.request_information(actor=actor, case_id=case.pk, question="Qui ?"),
        lambda: actions.add_note(actor=actor, case_id=case.pk, text="Vu."),
        lambda: actions.upload_sealed_document(actor=actor, case_id=case.pk, content=b"", origin="rn"),
    ]
    for look in looks if name != "citizen_agent" else looks[1:]:  # as a citizen she has her own request
        with pytest.raises(NotFound):
            look()


def test_nobody_handles_their_own_case(citizen, citizen_agent):
    case = opened(citizen)
    task = case.tasks.get()
    for verb in (
        lambda: actions.claim_task(actor=citizen_agent, task_id=task.pk),
        lambda: actions.assign_task(actor=citizen_agent, task_id=task.pk, agent_id=citizen_agent.agent_id),
        lambda: actions.release_task(actor=citizen_agent, task_id=task.pk),
    ):
        with pytest.raises(Forbidden):
            verb()


def test_a_head_gives_nobody_their_own_request(citizen, citizen_agent, head):
    task = opened(citizen).tasks.get()
    with pytest.raises(OwnBusiness):
        actions.assign_task(actor=head, task_id=task.pk, agent_id=citizen_agent.agent_id)


def test_nobody_notes_the_payment_of_their_own_request(citizen, till):
    case = opened(citizen, residence(motive="banque"))
    asked = PaymentRequest.objects.get(about_uuid=case.pk)
    Case.objects.filter(pk=case.pk).update(applicant_account_id=till.account_id)
    with pytest.raises(OwnBusiness):
        factories.pay(case, till)
    asked.refresh_from_db()
    assert (asked.status, factories.fresh(case).phase) == ("due", "waiting_applicant")


def test_the_second_who_claims_hears_the_name_of_the_first(citizen, clerk, head):
    case = opened(citizen)
    task = case.tasks.get()
    actions.claim_task(actor=clerk, task_id=task.pk)
    assert actions.claim_task(actor=clerk, task_id=task.pk).holder_id == clerk.agent_id  # a double click
    with pytest.raises(TaskTaken) as refusal:
        actions.claim_task(actor=head, task_id=task.pk)
    assert str(refusal.value) == "Cette tâche est déjà prise par Nadia Colrieu."
    assert factories.facts(case).count("TaskClaimed") == 1


def test_a_task_given_back_may_be_taken_by_another(citizen, clerk):
    other = factories.colleague()
    case = taken(opened(citizen), clerk)
    task = case.tasks.get()
    with pytest.raises(Forbidden):
        actions.release_task(actor=other, task_id=task.pk)
    actions.release_task(actor=clerk, task_id=task.pk)
    assert actions.claim_task(actor=other, task_id=task.pk).holder_id == other.agent_id


def test_a_head_gives_a_task_to_an_agent_of_the_department(citizen, clerk, head, outsider):
    case = opened(citizen)
    task = case.tasks.get()
    with pytest.raises(NotFound):
        actions.assign_task(actor=head, task_id=task.pk, agent_id=outsider.agent_id)
    with pytest.raises(Forbidden):
        actions.assign_task(actor=clerk, task_id=task.pk, agent_id=clerk.agent_id)
    assert (
        actions.assign_task(actor=head, task_id=task.pk, agent_id=clerk.agent_id).holder_id == clerk.agent_id
    )
    assert factories.facts(case)[-1] == "TaskAssigned"


def test_the_till_takes_no_clerk_s_task(citizen, till):
    case = opened(citizen)
    with pytest.raises(Forbidden):
        actions.claim_task(actor=till, task_id=case.tasks.get().pk)


def test_tracking_is_counted(house):
    for _ in range(10):
        with pytest.raises(NotFound):
            queries.track(code="AAAA-AAAA-AAAA", who="192.0.2.7")
    with pytest.raises(Throttled):
        queries.track(code="AAAA-AAAA-AAAA", who="192.0.2.7")


def test_a_closed_case_is_handled_no_more(citizen, clerk):
    case = opened(citizen)
    actions.withdraw_case(actor=citizen, case_id=case.pk)
    assert policies.may_see_case(clerk, fresh(case))
    assert not policies.may_handle_case(clerk, fresh(case))
