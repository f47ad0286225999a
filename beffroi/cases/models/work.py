"""The work of agents on a case: tasks, notes, questions to the applicant, decisions."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.documents.models import File
from beffroi.lib.personal import PersonalData
from beffroi.people.models import Agent

from .case import Case

OFFERED, CLAIMED, DONE, CANCELLED = "offered", "claimed", "done", "cancelled"


class Task(models.Model):
    """One human step: offered to a role in a department, claimed by an agent, then completed."""

    personal_data = PersonalData(
        holds="which agent holds the work",
        why="organisation of the service",
        retention="with its case",
        ends="stays: it names the agent only, as long as the facts of the post",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    role = models.CharField(max_length=32)
    department = models.SlugField(max_length=80)
    label = models.CharField(max_length=200)
    status = models.CharField(max_length=12, default=OFFERED)
    holder = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")
    offered_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("tâche")
        verbose_name_plural = _("tâches")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(status__in=[OFFERED, CLAIMED]),
                name="case_has_one_open_task",
                violation_error_message=_("Ce dossier a déjà une tâche ouverte."),
            ),
            models.CheckConstraint(
                condition=models.Q(status=OFFERED, holder__isnull=True)
                | models.Q(status=CLAIMED, holder__isnull=False)
                | models.Q(status__in=[DONE, CANCELLED]),
                name="claimed_task_has_a_holder",
                violation_error_message=_("Une tâche prise a une personne qui la tient."),
            ),
        ]
        indexes = [
            # the work list: open tasks of my departments, oldest first
            models.Index(
                fields=["department", "role", "offered_at"],
                name="task_open_by_department",
                condition=models.Q(status__in=[OFFERED, CLAIMED]),
            ),
            # what I hold
            models.Index(fields=["holder", "status"], name="task_by_holder"),
        ]


class CaseNote(models.Model):
    """An internal note: agents only, never shown to the applicant on screen (a request for access may)."""

    personal_data = PersonalData(
        holds="free text about a case",
        why="continuity of the service",
        retention="with its case",
        ends="deleted",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    #: Nobody: the workflow wrote it.
    author = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["written_at"]


class InformationRequest(models.Model):
    """A question to the applicant (*demande de complément*); pauses the service target, never the legal clock."""

    personal_data = PersonalData(
        holds="question and answer about a case",
        why="to complete a request",
        retention="with its case",
        ends="deleted",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="information_requests")
    asked_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    question = models.TextField()
    wants_file = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("demande de complément")
        verbose_name_plural = _("demandes de complément")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(answered_at__isnull=True),
                name="case_has_one_open_question",
                violation_error_message=_("Une question attend déjà une réponse."),
            )
        ]


class AnswerFile(models.Model):
    """A file kept for an answer that is not sent yet: the applicant's alone; it becomes evidence with the answer."""

    personal_data = PersonalData(
        holds="name of a file chosen by the applicant",
        why="evidence in answer to a question about a case",
        retention="until the answer is sent, or until nobody can send it any more",
        ends="deleted, with its file",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(InformationRequest, models.CASCADE, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fichier d’une réponse")
        verbose_name_plural = _("fichiers d’une réponse")
        ordering = ["added_at"]


class ClockEntry(models.Model):
    """A line of the legal clock: it started, stood still, went on, was extended, or passed; by which text and why.

    The due day is counted again from these lines each time, never from the day before. ``due_on`` is the due day that
    follows from the line; ``count`` and ``unit`` say by how much an extension moves it.
    """

    personal_data = PersonalData(
        holds="which agent extended the period of a case, and why",
        why="to justify the legal period (CDLD L3231-3 and the texts that packages cite)",
        retention="with its case",
        ends="its reason is emptied; the days stay",
    )

    STARTED, SUSPENDED, RESUMED, EXTENDED, PASSED = "started", "suspended", "resumed", "extended", "passed"

    case = models.ForeignKey(Case, models.CASCADE, related_name="clock_entries")
    kind = models.CharField(max_length=12)
    on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    count = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    legal_reference = models.TextField(blank=True)
    by = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ligne du délai légal")
        verbose_name_plural = _("lignes du délai légal")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(kind="started"),
                name="legal_clock_starts_once",
                violation_error_message=_("Le délai légal de ce dossier court déjà."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="extended") | ~models.Q(reason=""),
                name="extension_has_a_reason",
                violation_error_message=_("Une prolongation donne sa raison."),
            ),
        ]


class Decision(models.Model):
    """The formal act on a case: who decided, when, with which motive and which remedies (law of 29 July 1991).

    ``tacit``: nobody decided in time, and a text says what that means.
    """

    personal_data = PersonalData(
        holds="decision about a person",
        why="to decide a request with its motive",
        retention="with its case",
        ends="motive and remedies are emptied; outcome, authority and day stay",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=16)
    motive = models.TextField()
    remedies = models.TextField(blank=True)
    authority = models.CharField(max_length=120)
    tacit = models.BooleanField(default=False)
    decided_by = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        ordering = ["decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="refused") | ~models.Q(motive=""),
                name="refusal_has_a_motive",
                violation_error_message=_("Un refus donne son motif."),
            ),
            models.CheckConstraint(
                condition=models.Q(tacit=True) | models.Q(decided_by__isnull=False),
                name="decision_is_somebodys_or_tacit",
                violation_error_message=_("Une décision est prise par quelqu’un, ou par le silence."),
            ),
        ]
