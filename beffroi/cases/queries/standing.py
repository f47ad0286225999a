"""Where cases stand, in a few words each: what a replay asks before it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from beffroi.cases.models import Case, InformationRequest, Task
from beffroi.cases.models.work import CLAIMED, OFFERED


@dataclass(frozen=True, slots=True)
class Standing:
    """One case: its status, its open task and who holds it, and the question that waits for an answer."""

    case_id: UUID
    procedure: str
    department: str
    submitted_at: datetime
    changed_at: datetime
    closed: bool
    status: str
    phase: str
    revision: int
    account_id: UUID | None
    task_id: UUID | None = None
    task_since: datetime | None = None
    holder_id: UUID | None = None
    question_id: UUID | None = None


def standings(case_ids: Iterable[UUID]) -> list[Standing]:
    """Where these cases stand (at most three queries)."""
    return _standings(Case.objects.filter(pk__in=list(case_ids)))


def standings_since(submitted: datetime) -> list[Standing]:
    """Where every case submitted from an instant on stands, oldest first (at most three queries)."""
    return _standings(Case.objects.filter(submitted_at__gte=submitted))


def standings_moved_since(instant: datetime) -> list[Standing]:
    """Where the open cases that moved from an instant on stand, oldest first (at most three queries)."""
    return _standings(Case.objects.filter(changed_at__gte=instant, closed_at=None))


def _standings(cases: QuerySet[Case]) -> list[Standing]:
    found = list(cases.order_by("submitted_at", "pk"))
    at_work = [case.pk for case in found if case.next_turn in ("commune", "authority")]
    waiting = [case.pk for case in found if case.phase == "waiting_applicant"]
    tasks: dict[UUID, Task] = {}
    questions: dict[UUID, UUID] = {}
    if at_work:
        tasks = {t.case_id: t for t in Task.objects.filter(case__in=at_work, status__in=[OFFERED, CLAIMED])}
    if waiting:
        asked = InformationRequest.objects.filter(case__in=waiting, answered_at=None)
        questions = dict(asked.values_list("case", "pk"))
    return [_standing(case, tasks.get(case.pk), questions.get(case.pk)) for case in found]


def _standing(case: Case, task: Task | None, question_id: UUID | None) -> Standing:
    return Standing(
        case_id=case.pk,
        procedure=case.procedure,
        department=case.department,
        submitted_at=case.submitted_at,
        changed_at=case.changed_at,
        closed=case.closed_at is not None,
        status=case.status,
        phase=case.phase,
        revision=case.revision,
        account_id=case.applicant_account_id,
        task_id=task.pk if task else None,
        task_since=(task.claimed_at or task.offered_at) if task else None,
        holder_id=task.holder_id if task else None,
        question_id=question_id,
    )
