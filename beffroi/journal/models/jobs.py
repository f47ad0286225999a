"""Work to be done after the verb, written in the verb's own transaction."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import PersonalData


class Job(models.Model):
    """One call of a task, once per ``(task, key)``.

    ``due_at`` is the instant from which a worker may take it: its due time while it waits, the end of the lease
    while a worker holds it, none once it ended. So a job whose worker was killed comes back by itself, and the next
    one to take is one step in an index. ``attempts`` counts from the moment it is taken, so that a job that kills
    its worker is not taken for ever. ``uuid`` is its name outside this table; ``id`` tells the order of asking.
    ``lane`` keeps apart the jobs of a replay, which lives under a set clock.
    """

    class Status(models.TextChoices):
        """Where a job stands."""

        WAITING = "waiting", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("échoué")

    uuid = models.UUIDField(default=uuid4, editable=False)
    task = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    args = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    lane = models.CharField(max_length=20, blank=True, default="")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    worker = models.CharField(max_length=80, blank=True, default="")
    last_error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    personal_data = PersonalData(
        holds="nothing but references: arguments are ids, errors are kept without their message",
        why="proof that what a decision set in motion was done",
        retention="thirty days once done; a failed job stays until it is restarted",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "key"],
                name="journal_job_once",
                violation_error_message=_("Ce travail est déjà demandé."),
            ),
            models.UniqueConstraint(
                fields=["uuid"],
                name="journal_job_uuid",
                violation_error_message=_("Ce travail existe déjà."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "running"], due_at__isnull=False, ended_at=None)
                | models.Q(status__in=["done", "failed"], due_at=None, ended_at__isnull=False),
                name="journal_job_due_or_ended",
                violation_error_message=_("Un travail est attendu à un moment, ou terminé depuis un moment."),
            ),
        ]
        indexes = [
            # actions.run_due_jobs: the next job to take, free or abandoned.
            models.Index(fields=["lane", "due_at", "id"], name="journal_job_next"),
            # queries.failed_jobs, and actions.forget_done_jobs.
            models.Index(fields=["status", "-ended_at"], name="journal_job_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"
