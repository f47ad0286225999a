"""A workflow hands a case to another department: by a rule of the package, with the open task."""

from __future__ import annotations

import pytest

from beffroi.cases import actions, queries
from beffroi.cases.models import Case
from beffroi.lib.refusals import NotFound
from beffroi.procedures.tests.factories import with_line

from . import factories, small
from .factories import facts, fresh, taken

_WAY = """- name: confier
            label: Confier à un autre service
            by: [clerk]
            form: [{name: service, type: text, label: Service}]
            calls: [{block: cases.assign, args: {department: "{{ agent.service }}"}}]
            to: examen
          - {name: accorder, label"""


@pytest.fixture
def published(house, tmp_path):
    """The small package, with a way that hands the case on."""
    small.publish(tmp_path / "shelf", **with_line("workflow", "- {name: accorder, label", _WAY))


def hand_on(case: Case, clerk, department: str) -> Case:
    actions.take_transition(actor=clerk, case_id=case.pk, transition="confier", form={"service": department})
    return fresh(case)


def task_of(case: Case):
    return case.tasks.get(done_at=None)


def test_the_other_department_finds_it_and_the_first_one_no_more(published, citizen, clerk):
    first = factories.colleague("population")
    case = hand_on(taken(small.apply(citizen), first), first, "communication")
    task = task_of(case)
    assert (case.department, task.department, task.status, task.holder) == (
        "communication",
        "communication",
        "offered",
        None,
    )
    assert (queries.sees_case(first, case.pk), queries.sees_case(clerk, case.pk)) == (False, True)
    with pytest.raises(NotFound):
        queries.open_task(first, case.pk)
    assert actions.claim_task(actor=clerk, task_id=task.pk).holder is not None
    assert "CaseAssigned" in facts(case)


def test_who_has_a_post_there_too_keeps_it(published, citizen, clerk):
    task = task_of(hand_on(taken(small.apply(citizen), clerk), clerk, "cadre-de-vie"))
    assert (task.department, task.status, task.holder_id) == ("cadre-de-vie", "claimed", clerk.agent_id)


def test_a_department_that_the_commune_does_not_have_is_told_in_a_note(published, citizen, clerk):
    case = hand_on(taken(small.apply(citizen), clerk), clerk, "nulle-part")
    assert (case.department, case.notes.get().text) == (
        "population",
        "Le circuit confie ce dossier au service « nulle-part », que la commune n’a pas.",
    )


def test_its_own_department_is_nothing_new(published, citizen, clerk):
    assert "CaseAssigned" not in facts(hand_on(taken(small.apply(citizen), clerk), clerk, "population"))
