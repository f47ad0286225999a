"""Who may do what with drafts and cases, as named predicates; lists use the matching querysets below."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from beffroi.lib.acting import Acting, House
from beffroi.people.policies import Actor, Role
from beffroi.procedures.policies import may_prepare_versions
from beffroi.territory.queries import fold

from .models import Case, Draft, ImportedCase, StayingCase, Task
from .models.work import OFFERED

HEADS = frozenset({"head", "manager", "admin"})


def may_open_draft(actor: Actor, draft: Draft, session_drafts: Collection[UUID]) -> bool:
    """The account that owns it, or the browser session that began it or resumed it by code.

    What is encoded for somebody is for the agents of its department only.
    """
    if draft.intake is not None:
        return may_take_in(actor, draft.intake.department)
    if draft.account_id is not None:
        return draft.account_id == actor.account_id
    return draft.pk in session_drafts


def may_take_in(actor: Actor, department: str) -> bool:
    """An agent of the department that handles a procedure encodes what came otherwise than online."""
    return actor.is_agent and department in actor.departments


def is_applicant(actor: Actor, case: Case) -> bool:
    """The account that submitted it, or the person it is for."""
    if actor.account_id is not None and case.applicant_account_id == actor.account_id:
        return True
    return actor.person_id is not None and case.applicant_person_id == actor.person_id


def own_cases(actor: Actor) -> QuerySet[Case]:
    """The cases of which ``is_applicant`` holds."""
    if actor.account_id is None:
        return Case.objects.none()
    mine = Q(applicant_account=actor.account_id)
    if actor.person_id is not None:
        mine |= Q(applicant_person=actor.person_id)
    return Case.objects.filter(mine)


def may_see_case(actor: Actor, case: Case) -> bool:
    """Its applicant in the portal; in the desk an agent of its department, never about their own request."""
    if not actor.is_agent:
        return is_applicant(actor, case)
    return case.department in actor.departments and not is_own_business(actor, case)


def department_cases(actor: Actor) -> QuerySet[Case]:
    """The cases of which ``may_see_case`` holds for an agent."""
    if not actor.is_agent:
        return Case.objects.none()
    cases = Case.objects.filter(department__in=actor.departments).exclude(applicant_account=actor.account_id)
    cases = cases.exclude(kept_from=actor.account_id)
    return cases.exclude(applicant_person=actor.person_id) if actor.person_id is not None else cases


def is_own_business(actor: Actor, case: Case) -> bool:
    """Nobody handles their own case, nor one that a colleague encoded for them (``kept_from``)."""
    return is_applicant(actor, case) or (
        actor.account_id is not None and case.kept_from_id == actor.account_id
    )


def bears_their_name(actor: Actor, name: str) -> bool:
    """Whether an agent has the name of whoever asks: perhaps themself, perhaps somebody of the same name."""
    return actor.is_agent and bool(fold(name)) and fold(name) == fold(actor.name)


def may_handle_case(actor: Actor, case: Case) -> bool:
    """An agent who may see a case that is not closed."""
    return actor.is_agent and may_see_case(actor, case) and case.closed_at is None


def may_claim_task(actor: Actor, task: Task) -> bool:
    """An agent of the task's department with the task's role (a head may take any)."""
    has_role = task.role in actor.roles or bool(HEADS & actor.roles)
    return has_role and may_handle_case(actor, task.case) and task.department in actor.departments


def tasks_to_claim(actor: Actor) -> QuerySet[Task]:
    """The offered tasks of which ``may_claim_task`` holds, as far as roles go; ``department_cases`` says the rest."""
    offered = Task.objects.filter(status=OFFERED, department__in=actor.departments)
    return offered if HEADS & actor.roles else offered.filter(role__in=actor.roles)


def may_assign_task(actor: Actor, task: Task) -> bool:
    """A head of the task's department."""
    return bool(HEADS & actor.roles) and may_handle_case(actor, task.case)


def holds_task(actor: Actor, task: Task) -> bool:
    """The agent who claimed it."""
    return task.holder_id is not None and task.holder_id == actor.agent_id


def may_move_cases(actor: Actor) -> bool:
    """Who publishes versions at the desk. They learn counts and numbers of cases."""
    return may_prepare_versions(actor)


def may_withdraw(actor: Actor, case: Case) -> bool:
    """The applicant, while nothing is decided."""
    return (
        not actor.is_agent
        and is_applicant(actor, case)
        and case.closed_at is None
        and case.phase in {"received", "in_progress", "waiting_applicant"}
    )


def may_answer(actor: Actor, case: Case) -> bool:
    """The applicant, while a question waits."""
    return not actor.is_agent and is_applicant(actor, case) and case.phase == "waiting_applicant"


def may_download(actor: Actor, case: Case, *, about_a_person: bool, required_level: int) -> bool:
    """The applicant at the level the delivery mode states; agents of the department."""
    if actor.is_agent:
        return may_see_case(actor, case)
    return is_applicant(actor, case) and (not about_a_person or actor.level >= required_level)


def may_import_cases(actor: Acting) -> bool:
    """The operator at the command line."""
    return isinstance(actor, House)


def department_archive(actor: Actor) -> QuerySet[ImportedCase]:
    """The imported cases that an agent may read: those of their departments, never of their own request."""
    if not actor.is_agent:
        return ImportedCase.objects.none()
    cases = ImportedCase.objects.filter(department__in=actor.departments)
    return cases.exclude(applicant_email__iexact=actor.email) if actor.email else cases


def department_staying(actor: Actor) -> QuerySet[StayingCase]:
    """The cases that end in another e-guichet of which an agent is told: those of their departments."""
    if not actor.is_agent:
        return StayingCase.objects.none()
    return StayingCase.objects.filter(department__in=actor.departments)


def may_keep_archives(actor: Actor) -> bool:
    """Who looks after the end of retention: they learn numbers, procedures and days of closed cases, and no name."""
    return actor.is_agent and not actor.roles.isdisjoint({Role.ARCHIVIST, Role.ADMIN})
