"""Verbs of agents: take, give back, assign, move on, note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from beffroi.cases import policies
from beffroi.cases.events import NoteAdded, TaskAssigned, TaskClaimed, TaskReleased, ValuesKept
from beffroi.cases.models import Case, CaseNote, Task
from beffroi.cases.models.work import CLAIMED, OFFERED
from beffroi.journal import actions as journal
from beffroi.journal.events import Fact
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Forbidden, NotFound, require
from beffroi.people import queries as people
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .advance import locked
from .facts import about_case, process_of
from .offering import put_back
from .refusals import CaseMoved, NoteEmpty, OwnBusiness, TaskNotHeld, TaskTaken
from .transitions import take


def _task(task_id: UUID) -> Task:
    """An open task with its row locked, and its case. Raises NotFound.

    The row is locked alone: PostgreSQL reads a joined row (the holder) as it was before the wait.
    """
    found = Task.objects.select_for_update().filter(pk=task_id, status__in=[OFFERED, CLAIMED]).first()
    if found is None:
        raise NotFound
    found.case = Case.objects.get(pk=found.case_id)
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
    put_back(task)
    task.save(update_fields=["holder", "status", "claimed_at"])
    _record(TaskReleased(), actor, task)
    return task


@transaction.atomic
def assign_task(*, actor: Actor, task_id: UUID, agent_id: UUID) -> Task:
    """A head gives a task to an agent of the department. Raises NotFound, Forbidden, OwnBusiness."""
    task = _task(task_id)
    require(policies.may_assign_task, actor, task)
    chosen = next((agent for agent in people.agents_of(task.department) if agent.pk == agent_id), None)
    if chosen is None:
        raise NotFound
    if policies.is_own_business(people.desk_actor(account=chosen.account), task.case):
        raise OwnBusiness
    _hold(task, agent_id)
    _record(TaskAssigned(), actor, task)
    return task


def _hold(task: Task, agent_id: UUID | None) -> None:
    task.holder_id, task.status, task.claimed_at = agent_id, CLAIMED, clock.now()
    task.save(update_fields=["holder", "status", "claimed_at"])


def _record(fact: Fact, actor: Actor, task: Task) -> None:
    about = [*about_case(task.case), ref(task)]
    journal.record(fact, actor=actor, about=about, process=process_of(task.case))


def handled(actor: Actor, case_id: UUID, revision: int | None) -> Case:
    """The locked case that this agent may move and whose task they hold.

    Raises NotFound, Forbidden, CaseMoved when it changed since ``revision``, TaskNotHeld.
    """
    case = locked(case_id)
    if not (actor.is_agent and policies.may_see_case(actor, case)):
        raise NotFound
    require(policies.may_handle_case, actor, case)
    if revision is not None and case.revision != revision:
        raise CaseMoved
    if case.open_task is not None and not policies.holds_task(actor, case.open_task):
        raise TaskNotHeld
    return case


@transaction.atomic
def take_transition(
    *, actor: Actor, case_id: UUID, transition: str, form: Mapping[str, str], revision: int | None = None
) -> Case:
    """Take one of the steps that the workflow offers to the agent's roles in this status.

    ``form`` holds what was typed in the transition's small form; ``motive`` among them is the reason of a decision. A
    step that refuses needs it and leaves a Decision with the remedies of the package. Raises NotFound, Forbidden,
    CaseMoved, TaskNotHeld, TransitionNotOffered, MotiveMissing, FormIncomplete.
    """
    case = handled(actor, case_id, revision)
    take(case, transition, actor=actor, form=form)
    return case


@transaction.atomic
def add_note(*, actor: Actor, case_id: UUID, text: str) -> CaseNote:
    """Write an internal note, on a case that still says whom it is about. Raises NotFound, NoteEmpty."""
    if not text.strip():
        raise NoteEmpty
    case = policies.department_cases(actor).filter(pk=case_id, anonymised_at=None).first()
    if case is None or actor.agent_id is None:
        raise NotFound
    return write_note(case=case, text=text.strip(), actor=actor, author=actor.agent_id)


def keep_values(*, case: Case, values: Mapping[str, Any], actor: Acting) -> None:
    """Keep what the workflow has worked out; what it does not declare is left out. Called inside a transaction."""
    kept = procedures.to_keep(procedures.definition(case.version_id), values)
    if all(case.agent_answers.get(name) == value for name, value in kept.items()):
        return
    case.agent_answers = {**case.agent_answers, **kept}
    case.save(update_fields=["agent_answers"])
    fact = ValuesKept(fields=tuple(sorted(kept)))
    journal.record(fact, actor=actor, about=about_case(case), process=process_of(case))


def write_note(*, case: Case, text: str, actor: Acting, author: UUID | None = None) -> CaseNote:
    """Write a note on a case; without an author, the workflow writes it. Called inside a transaction."""
    note = CaseNote.objects.create(case=case, author_id=author, text=text, written_at=clock.now())
    journal.record(NoteAdded(), actor=actor, about=about_case(case), process=process_of(case))
    return note
