"""Verbs of agents: take, give back, assign, move on, note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from beffroi.cases import policies
from beffroi.cases.events import DecisionMade, NoteAdded, TaskAssigned, TaskClaimed, TaskReleased
from beffroi.cases.models import Case, CaseNote, Decision, Task
from beffroi.cases.models.work import CLAIMED, OFFERED
from beffroi.cases.queries import workflow_data
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Forbidden, NotFound, require
from beffroi.people import queries as people
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .advance import locked, move
from .refusals import CaseMoved, MotiveMissing, NoteEmpty, TaskNotHeld, TaskTaken, TransitionNotOffered
from .submission import about_case, process_of


def _task(task_id: UUID) -> Task:
    """An open task with its row locked. Raises NotFound."""
    tasks = Task.objects.select_for_update(of=("self",)).select_related(
        "case__version__procedure", "holder__account"
    )
    found = tasks.filter(pk=task_id, status__in=[OFFERED, CLAIMED]).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def claim_task(*, actor: Actor, task_id: UUID) -> Task:
    """Give an offered task to the agent who asks for it.

    Two agents may click at the same moment: the row is locked, the second is refused with the name of the first.
    Raises NotFound, Forbidden, TaskTaken.
    """
    task = _task(task_id)
    require(policies.may_claim_task, actor, task)
    if task.holder_id == actor.agent_id:
        return task
    if task.holder is not None:
        raise TaskTaken(task.holder.account.get_full_name())
    _hold(task, actor.agent_id)
    _record(TaskClaimed(), actor, task)
    return task


@transaction.atomic
def release_task(*, actor: Actor, task_id: UUID) -> Task:
    """Give a task back to the list: its holder, or a head. Raises NotFound, Forbidden."""
    task = _task(task_id)
    if not (policies.holds_task(actor, task) or policies.may_assign_task(actor, task)):
        raise Forbidden
    task.holder, task.status, task.claimed_at = None, OFFERED, None
    task.save(update_fields=["holder", "status", "claimed_at"])
    _record(TaskReleased(), actor, task)
    return task


@transaction.atomic
def assign_task(*, actor: Actor, task_id: UUID, agent_id: UUID) -> Task:
    """A head gives a task to an agent of the department. Raises NotFound, Forbidden."""
    task = _task(task_id)
    require(policies.may_assign_task, actor, task)
    if agent_id not in {agent.pk for agent in people.agents_of(task.department)}:
        raise NotFound
    _hold(task, agent_id)
    _record(TaskAssigned(), actor, task)
    return task


def _hold(task: Task, agent_id: UUID | None) -> None:
    task.holder_id, task.status, task.claimed_at = agent_id, CLAIMED, clock.now()
    task.save(update_fields=["holder", "status", "claimed_at"])


def _record(fact: Any, actor: Actor, task: Task) -> None:
    about = [*about_case(task.case), ref(task)]
    journal.record(fact, actor=actor, about=about, process=process_of(task.case))


def handled(actor: Actor, case_id: UUID, revision: int | None) -> Case:
    """The locked case that this agent may move and whose task they hold.

    Raises NotFound, Forbidden, CaseMoved when it changed since ``revision``, TaskNotHeld.
    """
    if not policies.department_cases(actor).filter(pk=case_id).exists():
        raise NotFound
    case = locked(case_id)
    require(policies.may_handle_case, actor, case)
    if revision is not None and case.revision != revision:
        raise CaseMoved
    task = case.tasks.filter(status__in=[OFFERED, CLAIMED]).first()
    if task is not None and not policies.holds_task(actor, task):
        raise TaskNotHeld
    return case


@transaction.atomic
def take_transition(
    *, actor: Actor, case_id: UUID, transition: str, form: Mapping[str, Any], revision: int | None = None
) -> Case:
    """Take one of the steps that the workflow offers to the agent's roles in this status.

    ``form`` holds the answers of the transition's small form; ``motive`` among them is the reason of a decision. A step
    that refuses needs it and leaves a Decision with the remedies of the package.
    Raises NotFound, Forbidden, CaseMoved, TaskNotHeld, TransitionNotOffered, MotiveMissing.
    """
    case = handled(actor, case_id, revision)
    definition = procedures.definition(case.version_id)
    data = workflow_data(case)
    offered = {t.name: t for t in procedures.transitions_for(definition, case.status, actor.roles, data)}
    if transition not in offered:
        raise TransitionNotOffered
    if offered[transition].decides:
        motive = str(form.get("motive", "")).strip()
        _decide(case, actor, offered[transition], motive, definition)
    data = {**workflow_data(case), "agent": dict(form)}
    move(case, procedures.take(definition, case.status, transition, data), actor=actor, transition=transition)
    return case


def _decide(case: Case, actor: Actor, transition: Any, motive: str, definition: Any) -> None:
    if transition.decides == "refused" and not motive:
        raise MotiveMissing
    if actor.agent_id is None:
        raise Forbidden
    decision = Decision.objects.create(
        case=case,
        outcome=transition.decides,
        motive=motive,
        remedies=procedures.remedies(definition, case.language) if transition.decides == "refused" else "",
        authority=str(definition.authority),
        decided_by_id=actor.agent_id,
        decided_at=clock.now(),
    )
    made = DecisionMade(outcome=decision.outcome, authority=decision.authority)
    journal.record(made, actor=actor, about=[*about_case(case), ref(decision)], process=process_of(case))


@transaction.atomic
def add_note(*, actor: Actor, case_id: UUID, text: str) -> CaseNote:
    """Write an internal note. Raises NotFound, NoteEmpty."""
    if not text.strip():
        raise NoteEmpty
    case = policies.department_cases(actor).select_related("version").filter(pk=case_id).first()
    if case is None or actor.agent_id is None:
        raise NotFound
    note = CaseNote.objects.create(
        case=case, author_id=actor.agent_id, text=text.strip(), written_at=clock.now()
    )
    journal.record(NoteAdded(), actor=actor, about=about_case(case), process=process_of(case))
    return note
