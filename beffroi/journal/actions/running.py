"""Do the work: take a job under a lease, run it outside any transaction, write down how it ended."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from beffroi.journal.models import Job
from beffroi.journal.rules import LEASE, wait_before_retry, where
from beffroi.lib import clock
from beffroi.lib.refusals import Refusal

from .jobs import lane
from .register import find, tasks

logger = logging.getLogger(__name__)

_LOST = "WorkerLost"


def run_due_jobs(*, worker: str, limit: int = 50, stop: threading.Event | None = None) -> int:
    """Run the jobs that are due in the present lane, oldest first, until none is left, ``limit`` or ``stop``.

    Returns how many were run, failures included: no error of a task comes out of here. "Due" and leases are told by
    the house's clock, so a replay runs its own jobs at its own time.
    """
    done = 0
    if not _due(clock.now()).exists():  # an idle worker takes no write lock
        return 0
    while done < limit and not (stop and stop.is_set()):
        job = _take(worker)
        if job is None:
            break
        _run(job)
        done += 1
    return done


def _take(worker: str) -> Job | None:
    """Lease the next job: free, or abandoned by a worker whose lease has run out.

    PostgreSQL skips rows that another worker is taking; SQLite has one writer at a time.
    """
    now = clock.now()
    with transaction.atomic():
        while job := _due(now).select_for_update(skip_locked=True).first():
            if job.attempts < job.max_attempts:
                return _lease(job, worker, now)
            _end(job, Job.Status.FAILED, error=_LOST)
    return None


def _due(now: datetime) -> QuerySet[Job]:
    return Job.objects.filter(lane=lane(), due_at__lte=now).order_by("due_at", "id")


def _lease(job: Job, worker: str, now: datetime) -> Job:
    known = tasks.get(job.task)
    job.status, job.worker = Job.Status.RUNNING, worker
    job.due_at = now + (known.lease if known else LEASE)
    job.attempts += 1
    job.save(update_fields=["status", "worker", "due_at", "attempts"])
    return job


def _run(job: Job) -> None:
    try:
        find(job.task).run(**job.args)
    except Refusal as refusal:
        logger.warning("job %s %s refused: %s", job.task, job.uuid, refusal.code)
        _end(job, Job.Status.FAILED, error=refusal.code)
    except Exception as error:  # noqa: BLE001 - a job may fail in any way: it is written down and tried again
        logger.warning("job %s %s failed: %s", job.task, job.uuid, where(error))
        _put_back(job, error)
    else:
        _end(job, Job.Status.DONE)


def _put_back(job: Job, error: Exception) -> None:
    if job.attempts >= job.max_attempts:
        _end(job, Job.Status.FAILED, error=where(error))
    else:
        due_at = clock.now() + wait_before_retry(job.attempts)
        _write(job, status=Job.Status.WAITING, due_at=due_at, worker="", last_error=where(error)[:300])


def _end(job: Job, status: Job.Status, error: str = "") -> None:
    _write(job, status=status, due_at=None, ended_at=clock.now(), worker="", last_error=error[:300])


def _write(job: Job, **changes: object) -> None:
    """Write the end of this attempt, unless the lease ran out meanwhile and another attempt has begun."""
    mine = Job.objects.filter(pk=job.pk, attempts=job.attempts, status=job.status, worker=job.worker)
    if not mine.update(**changes):
        logger.warning("job %s %s ran longer than its lease", job.task, job.uuid)
