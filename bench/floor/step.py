"""The floor of one step: the rows that « proposer » of bench/commune/catalogue/mesure-d-etape writes, and nothing else.

As any Django team would write them: one transaction, the row locked, ``save`` and ``create``. No right is checked, no
condition is asked, no package is read: everything that the engine works out is written here beforehand.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beffroi.cases.models import Case, Task
from beffroi.journal.models import Event, EventObject, Job, Unsealed


@dataclass(frozen=True)
class Actor:
    """Who acts, and for whom."""

    agent_id: UUID
    applicant: UUID


@transaction.atomic
def propose(*, actor: Actor, case_id: UUID) -> Case:
    """From « examen » to « decision »."""
    now = timezone.now()
    case = Case.objects.select_for_update().get(pk=case_id)
    task = case.tasks.get(status="claimed")
    case.previous_status, case.status = case.status, "decision"
    case.revision += 1
    case.changed_at = now
    case.save(update_fields=["status", "previous_status", "revision", "changed_at"])
    task.status, task.done_at, task.outcome = "done", now, "proposer"
    task.save(update_fields=["status", "done_at", "outcome"])
    offered = Task.objects.create(
        case=case, role="head", department=case.department, label="Décider", offered_at=now
    )
    moved = {"status_before": "examen", "status_after": "decision", "transition": "proposer"}
    about = [("case", case.pk, ""), ("person", actor.applicant, "applicant")]
    _fact(case, "StatusChanged", moved, about, now, agent=actor.agent_id)
    _fact(
        case, "TaskCompleted", {"outcome": "proposer"}, [*about, ("task", task.pk, "")], now, actor.agent_id
    )
    _fact(case, "TaskOffered", {"task_role": "head"}, [*about, ("task", offered.pk, "")], now)
    Job.objects.create(
        task="cases.take_delay",
        key=f"{case.pk}:{case.revision}:laisser",
        args={"case_id": str(case.pk), "revision": case.revision, "transition": "laisser"},
        due_at=now + timedelta(days=30),
        created_at=now,
    )
    return case


def _fact(
    case: Case,
    name: str,
    payload: dict[str, Any],
    about: list[tuple[str, UUID, str]],
    now: datetime,
    agent: UUID | None = None,
) -> None:
    event = Event.objects.create(
        name=name,
        version=1,
        occurred_at=now,
        recorded_at=now,
        actor_kind="agent" if agent else "",
        actor_uuid=agent,
        role="clerk" if agent else "system",
        channel="counter" if agent else "system",
        department=case.department,
        procedure=case.procedure,
        procedure_version=1,
        phase_before=case.phase,
        phase_after=case.phase,
        next_turn=case.next_turn,
        due_on=case.target_due_on,
        payload=payload,
    )
    EventObject.objects.bulk_create(
        EventObject(event=event, kind=kind, uuid=uuid, role=role) for kind, uuid, role in about
    )
    Unsealed.objects.create(event=event)
