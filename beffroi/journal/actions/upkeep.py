"""Restart what failed; forget what is long done."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal import policies
from beffroi.journal.events import JobRestarted
from beffroi.journal.models import Job
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import NotFound, Refusal, require

from .facts import record


class JobNotFailed(Refusal):
    """Only a failed job is restarted; the others are still being tried, or done."""

    message = _("Ce travail n’a pas échoué : il n’y a rien à relancer.")


@transaction.atomic
def retry_job(*, actor: Acting, job_id: UUID) -> Job:
    """Give a failed job another series of attempts, from now.

    Raises Forbidden, NotFound, JobNotFailed.
    """
    require(policies.may_restart_jobs, actor)
    job = Job.objects.select_for_update().filter(uuid=job_id).first()
    if job is None:
        raise NotFound
    if job.status != Job.Status.FAILED:
        raise JobNotFailed
    fact = JobRestarted(task=job.task, attempts=job.attempts)
    job.status, job.attempts, job.due_at, job.ended_at = Job.Status.WAITING, 0, clock.now(), None
    job.save(update_fields=["status", "attempts", "due_at", "ended_at"])
    record(fact, actor=actor, about=[ObjectRef("job", job.uuid)])
    return job


@transaction.atomic
def merge_lane(name: str) -> int:
    """Hand what is left in a lane to the ordinary workers; return how many jobs."""
    return Job.objects.filter(lane=name, status__in=[Job.Status.WAITING, Job.Status.RUNNING]).update(lane="")


@transaction.atomic
def forget_done_jobs(*, older_than: timedelta) -> int:
    """Remove jobs done for that long (their keys may then be used again); failed ones stay. Returns how many."""
    return Job.objects.filter(status=Job.Status.DONE, ended_at__lt=clock.now() - older_than).delete()[0]
