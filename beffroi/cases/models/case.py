"""The case (*dossier*): one request being handled, with its history."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.documents.models import Document, File
from beffroi.lib.later import Later
from beffroi.lib.personal import NONE, PersonalData
from beffroi.lib.refs import ObjectRef
from beffroi.people.models import Account, Person
from beffroi.procedures.models import ProcedureVersion

from .intake import Intake

if TYPE_CHECKING:
    from .work import Task


class Case(models.Model):
    """One request, pinned to the version of the procedure it was submitted with.

    It is addressed by ``id`` (uuid4). ``number`` (``AAAA-NNNNN``) is for people to say on the telephone: it is never a
    key and never grants access. ``applicant_name`` is as declared; linking to a ``Person`` is a verb of its own.
    ``status`` belongs to the package; ``phase`` is one of the few words that every citizen reads for every procedure.
    ``intake`` says how it came when an agent encoded it, ``kept_from`` for which agent, who never sees it there;
    ``sources`` which answers came from the register, the identity
    card or the account, by field;
    ``agent_answers`` is what agents filled in the small forms of the steps taken so far;
    ``rows`` keeps the rows that the answers chose in reference tables, as they stood on that day.
    ``legal_due_on`` and ``target_due_on`` are two clocks, never mixed: only a cited text suspends the first, since
    ``legal_suspended_on``; why it moved stands in ``ClockEntry``. ``paused_on`` is when the second was paused.
    ``destroy_after`` is the day on which the retention of a closed case ends; ``retention_reason`` why it was put off.
    Once ``anonymised_at`` it names nobody.
    A case that began in another e-guichet keeps the host of that one (``old_system``) and its ``old_reference`` there.
    """

    personal_data = PersonalData(
        holds="name and answers of the applicant and of the people concerned",
        why="to handle a request made to the commune (GDPR art. 6.1.c and 6.1.e, legal basis in the package)",
        retention="as the package says (``retention``), then proposed for destruction: State Archives' sorting table",
        ends="its name, account, person, addresses and answers are erased; what names nobody stays",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=12)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    procedure = models.SlugField(max_length=80)
    department = models.SlugField(max_length=80)
    applicant_account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    applicant_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    applicant_name = models.CharField(max_length=200)
    applicant_email = models.EmailField(blank=True)
    kept_from = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    identity_level = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=16)
    intake = models.OneToOneField(Intake, models.PROTECT, null=True, blank=True, related_name="case")
    language = models.CharField(max_length=5, default="fr")
    answers = models.JSONField()
    sources = models.JSONField(default=dict, blank=True)
    agent_answers = models.JSONField(default=dict, blank=True)
    rows = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=64)
    previous_status = models.CharField(max_length=64, blank=True, default="")
    phase = models.CharField(max_length=24)
    next_turn = models.CharField(max_length=16, blank=True)
    delivery = models.CharField(max_length=24, blank=True)
    fee_cents = models.PositiveIntegerField(default=0)
    tracking_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    legal_due_on = models.DateField(null=True, blank=True)
    target_due_on = models.DateField(null=True, blank=True)
    legal_suspended_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    destroy_after = models.DateField(null=True, blank=True)
    retention_reason = models.CharField(max_length=300, blank=True, default="")
    anonymised_at = models.DateTimeField(null=True, blank=True)
    old_system = models.CharField(max_length=200, blank=True, default="")
    old_reference = models.CharField(max_length=80, blank=True, default="")

    #: Kept with this object in memory, so that a verb asks once: the applicant as facts know them, and what the
    #: commune is (``actions.about_case``, ``queries.workflow_data``).
    applicant_ref: ObjectRef | None = None
    surroundings: Later | None = None

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="case_number_is_unique",
                violation_error_message=_("Ce numéro existe déjà."),
            ),
            models.UniqueConstraint(
                fields=["tracking_hash"],
                name="case_tracking_code_is_unique",
                violation_error_message=_("Ce code de suivi existe déjà."),
            ),
            models.UniqueConstraint(
                fields=["old_system", "procedure", "old_reference"],
                condition=~models.Q(old_reference=""),
                name="case_is_taken_over_once",
                violation_error_message=_("Ce dossier est déjà repris de l’ancien guichet."),
            ),
            models.CheckConstraint(
                condition=models.Q(anonymised_at__isnull=True)
                | models.Q(
                    closed_at__isnull=False,
                    applicant_account__isnull=True,
                    applicant_person__isnull=True,
                    kept_from__isnull=True,
                    applicant_name="",
                    applicant_email="",
                    intake__isnull=True,
                ),
                name="anonymous_case_names_nobody",
                violation_error_message=_("Un dossier anonymisé ne nomme plus personne."),
            ),
        ]
        indexes = [
            # the work list of a department: open cases by due day, paged by (target_due_on, id)
            models.Index(
                fields=["department", "target_due_on", "id"],
                name="case_open_by_due_day",
                condition=models.Q(closed_at__isnull=True),
            ),
            # how many cases are still on a version, and which
            models.Index(
                fields=["version", "id"],
                name="case_open_by_version",
                condition=models.Q(closed_at__isnull=True),
            ),
            # those that a day may move, each day
            models.Index(
                fields=["version", "status", "id"],
                name="case_open_by_status",
                condition=models.Q(closed_at__isnull=True),
            ),
            # counts and filters by phase in a department
            models.Index(fields=["department", "phase", "-submitted_at"], name="case_by_phase"),
            # those whose retention has ended, each day
            models.Index(
                fields=["destroy_after", "id"],
                name="case_end_of_retention",
                condition=models.Q(destroy_after__isnull=False, anonymised_at__isnull=True),
            ),
            # my cases, newest first
            models.Index(fields=["applicant_account", "-submitted_at"], name="case_of_account"),
            models.Index(fields=["applicant_person", "-submitted_at"], name="case_of_person"),
        ]

    @cached_property
    def open_task(self) -> Task | None:
        """The open task, its row locked: for verbs that hold the case's row, which keep this true."""
        return self.tasks.select_for_update().filter(done_at=None).first()


class CaseCounter(models.Model):
    """The last number given in a Brussels year; its row is locked last in the submitting transaction."""

    personal_data = NONE

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("compteur de dossiers")
        verbose_name_plural = _("compteurs de dossiers")


class Evidence(models.Model):
    """A document proving an answer (*pièce justificative*)."""

    personal_data = PersonalData(
        holds="file given by the applicant",
        why="proof of an answer",
        retention="with its case",
        ends="deleted, with its file",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    field = models.CharField(max_length=64)
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pièce justificative")
        verbose_name_plural = _("pièces justificatives")
        ordering = ["added_at"]


class CaseDocument(models.Model):
    """A document made or fetched for a case. ``delivered_at`` says when the applicant could have it."""

    personal_data = PersonalData(
        holds="link from a case to a document about a person",
        why="delivery",
        retention="with its case",
        ends="deleted, with the document and its file",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("document du dossier")
        verbose_name_plural = _("documents du dossier")


class TableEvaluation(models.Model):
    """What a decision table said of a case, and which rows said it; kept as it was on that day."""

    personal_data = PersonalData(
        holds="inputs taken from the answers",
        why="to explain a fee or a right",
        retention="with its case",
        ends="its outputs are emptied; the table and the rows that fired stay",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="evaluations")
    table = models.CharField(max_length=64)
    outputs = models.JSONField()
    rules = models.JSONField()
    legal_reference = models.TextField(blank=True)
    evaluated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("évaluation d’une table de décision")
        verbose_name_plural = _("évaluations des tables de décision")
        ordering = ["evaluated_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(table=""),
                name="evaluation_names_its_table",
                violation_error_message=_("Indiquez la table évaluée."),
            )
        ]
