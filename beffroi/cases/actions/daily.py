"""Cases that wait for a day: each day those are looked at which an automatic way may leave because the day has come."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from beffroi.cases.models import Case
from beffroi.cases.queries import workflow_data
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.procedures import queries as procedures

from .advance import follow, locked

#: So many cases are looked at by one job.
BATCH: Final = 200


@transaction.atomic
def look_at_cases() -> None:
    """Ask for a look at the cases of each version that has some standing where a day may move them. Harmless twice."""
    still_open = Case.objects.filter(closed_at__isnull=True)
    for version_id in still_open.order_by().values_list("version", flat=True).distinct():
        if procedures.definition(version_id).looked_at_daily:
            _ask_for_a_look(version_id, clock.today(), after=None)


def look_at_version(*, version_id: UUID, day: date, after: UUID | None) -> None:
    """Look at the next cases of a version, and ask that each that goes on by itself be moved. Harmless twice.

    Nothing is done of a day that is past: the present one has a look of its own.
    """
    if day != clock.today():
        return
    definition = procedures.definition(version_id)
    cases = _standing(version_id)
    if after is not None:
        cases = cases.filter(pk__gt=after)
    seen = list(cases[:BATCH])
    ready = [case for case in seen if procedures.goes_on(definition, case.status, workflow_data(case))]
    with transaction.atomic():
        for case in ready:
            journal.enqueue(
                "cases.go_on",
                key=f"{case.pk}:{case.revision}:{day}",
                args={"case_id": str(case.pk), "revision": case.revision},
            )
        if len(seen) == BATCH:
            _ask_for_a_look(version_id, day, after=seen[-1].pk)


@transaction.atomic
def go_on(*, case_id: UUID, revision: int) -> None:
    """Let a case leave its status by itself, unless it moved meanwhile. Harmless twice.

    Raises RunsInACircle; nothing has moved then, and the next day it is tried again.
    """
    try:
        case = locked(case_id, among=Case.objects.filter(revision=revision, closed_at__isnull=True))
    except NotFound:
        return
    follow(case)


def _standing(version_id: UUID) -> QuerySet[Case]:
    """The open cases of a version where a day may move them, in the order of ids (index ``case_open_by_status``)."""
    statuses = procedures.definition(version_id).looked_at_daily
    cases = Case.objects.filter(version=version_id, status__in=statuses, closed_at__isnull=True)
    return cases.order_by("pk")


def _ask_for_a_look(version_id: UUID, day: date, *, after: UUID | None) -> None:
    journal.enqueue(
        "cases.look_at_version",
        key=f"{version_id}:{day}:{after or ''}",
        args={"version_id": str(version_id), "day": day.isoformat(), "after": str(after) if after else None},
    )
