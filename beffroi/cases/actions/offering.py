"""The work that a step offers to agents: begun, ended, or handed over to another version.

Everything here is called inside a transaction that holds the case's row.
"""

from __future__ import annotations

from beffroi.cases import policies
from beffroi.cases.events import TaskCompleted, TaskOffered
from beffroi.cases.models import Case, Task
from beffroi.cases.models.work import CANCELLED, CLAIMED, DONE, OFFERED
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refs import ref
from beffroi.lib.rows import insert
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures

from .facts import about_case, process_of


def follow(case: Case, step: procedures.Step, *, actor: Acting, outcome: str) -> None:
    """End the open task of the status left, offer the one of the status entered; the same role keeps its task."""
    found = case.open_task
    if found is not None and step.task is not None and found.role == step.task.role:
        found.label = str(step.task.label)
        found.save(update_fields=["label"])
        return
    if found is not None:
        _end(case, found, actor=actor, outcome=outcome)
    if step.task is not None:
        _offer(case, step.task)


def hand_over(case: Case, step: procedures.Step) -> None:
    """The open task as another version wants it: the same work goes on, so that none is done because of this."""
    found = case.open_task
    if found is None or (step.task is not None and found.role == step.task.role):
        follow(case, step, actor=HOUSE, outcome="")
        return
    found.case = case
    if step.task is None:
        found.status, found.done_at, case.open_task = CANCELLED, clock.now(), None
    else:
        found.role, found.label = step.task.role, str(step.task.label)
        _put_back_unless_kept(found)
    found.save(update_fields=["role", "label", "status", "holder", "claimed_at", "done_at"])
    if found.status == OFFERED:
        _announce(case, found)


def pass_on(case: Case) -> None:
    """The open task goes to the department that handles the case now."""
    found = case.open_task
    if found is None:
        return
    found.case, found.department = case, case.department
    _put_back_unless_kept(found)
    found.save(update_fields=["department", "status", "holder", "claimed_at"])
    if found.status == OFFERED:
        _announce(case, found)


def put_back(task: Task) -> None:
    """Nobody holds the task any more: it stands in the list again, once it is saved."""
    task.holder, task.status, task.claimed_at = None, OFFERED, None


def _put_back_unless_kept(task: Task) -> None:
    """Whoever may still take the task keeps it."""
    holder = task.holder
    if holder is not None and not policies.may_claim_task(people.desk_actor(account=holder.account), task):
        put_back(task)


def _end(case: Case, task: Task, *, actor: Acting, outcome: str) -> None:
    """A task that somebody held is done; one that nobody took is no longer needed."""
    held = task.status == CLAIMED
    task.status, task.done_at, task.outcome = DONE if held else CANCELLED, clock.now(), outcome
    task.save(update_fields=["status", "done_at", "outcome"])
    case.open_task = None
    if held:
        about = [*about_case(case), ref(task)]
        journal.record(TaskCompleted(outcome=outcome), actor=actor, about=about, process=process_of(case))


def _offer(case: Case, wanted: procedures.TaskSpec) -> None:
    task = case.open_task = Task(
        case=case,
        role=wanted.role,
        department=case.department,
        label=str(wanted.label),
        offered_at=clock.now(),
    )
    insert(task)
    _announce(case, task)


def _announce(case: Case, task: Task) -> None:
    about = [*about_case(case), ref(task)]
    journal.record(TaskOffered(task_role=task.role), actor=HOUSE, about=about, process=process_of(case))
