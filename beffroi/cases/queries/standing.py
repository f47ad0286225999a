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
    asked_before: bool = False


def standings(case_ids: Iterable[UUID]) -> list[Standing]:
    """Where these cases stand (three queries)."""
    return _standings(Case.objects.filter(pk__in=list(case_ids)))


def standings_since(instant: datetime) -> list[Standing]:
    """Where every case submitted from an instant on stands, oldest first (three queries)."""
    return _standings(Case.objects.filter(submitted_at__gte=instant))


def _standings(cases: QuerySet[Case]) -> list[Standing]:
    found = list(cases.order_by("submitted_at", "pk"))
    ids = [case.pk for case in found if case.closed_at is None]
    tasks = {task.case_id: task for task in Task.objects.filter(case__in=ids, status__in=[OFFERED, CLAIMED])}
    asked = {row.case_id: row for row in InformationRequest.objects.filter(case__in=ids).order_by("asked_at")}
    return [_standing(case, tasks.get(case.pk), asked.get(case.pk)) for case in found]


def _standing(case: Case, task: Task | None, question: InformationRequest | None) -> Standing:
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
        question_id=question.pk if question and question.answered_at is None else None,
        asked_before=question is not None,
    )
