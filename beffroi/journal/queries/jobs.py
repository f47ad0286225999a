"""How the background work goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from beffroi.journal.models import Job
from beffroi.lib import clock

#: A worker looks every second or so, and a heavy hour is caught up in minutes.
STALLED_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class JobsOverview:
    """Counts by status; ``planned`` (for a later day) and ``retrying`` are among those waiting.

    ``abandoned``: a lease ran out, another worker will take it.

    ``oldest_due_at`` is since when the most delayed job has been due: far in the past, no worker is running.
    """

    waiting: int
    planned: int
    running: int
    failed: int
    retrying: int
    abandoned: int
    oldest_due_at: datetime | None

    @property
    def now(self) -> int:
        """What waits for nothing but a worker."""
        return self.waiting - self.planned - self.retrying

    @property
    def stalled(self) -> bool:
        """Whether something has been due for so long that no worker can be running."""
        return self.oldest_due_at is not None and clock.now() - self.oldest_due_at > STALLED_AFTER


def jobs_overview() -> JobsOverview:
    """The state of all jobs that are not done (one query)."""
    status, now = Job.Status, clock.now()
    due = Q(status=status.WAITING, due_at__lte=now)
    counts = Job.objects.exclude(status=status.DONE).aggregate(
        waiting=Count("pk", filter=Q(status=status.WAITING)),
        planned=Count("pk", filter=Q(status=status.WAITING, attempts=0, due_at__gt=now)),
        running=Count("pk", filter=Q(status=status.RUNNING)),
        failed=Count("pk", filter=Q(status=status.FAILED)),
        retrying=Count("pk", filter=Q(status=status.WAITING, attempts__gt=0)),
        abandoned=Count("pk", filter=Q(status=status.RUNNING, due_at__lte=now)),
        oldest_due_at=Min("due_at", filter=due),
    )
    return JobsOverview(**counts)


def failed_jobs() -> QuerySet[Job]:
    """Jobs that gave up, latest first: each can be restarted."""
    return Job.objects.filter(status=Job.Status.FAILED).order_by("-ended_at", "-id")


def unfinished_args(tasks: Collection[str], *, key: str = "") -> list[dict[str, Any]]:
    """The arguments of the jobs of these tasks that are not done, those that gave up included (one query).

    ``key`` is how their keys begin.
    """
    jobs = Job.objects.filter(task__in=tasks, key__startswith=key).exclude(status=Job.Status.DONE)
    return list(jobs.values_list("args", flat=True))
