"""What came from another e-guichet: closed cases, an archive to read; and open ones that end there."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.documents.models import File
from beffroi.lib.personal import PersonalData


class ImportedCase(models.Model):
    """A closed case as another e-guichet told it; no verb changes it, and it ends by its retention only.

    ``system`` is the host that it came from, ``reference`` its number there. ``answers`` are pairs of a label and of
    the words given, without national numbers. ``history`` gives the words (``status``, ``comment``) of each entry, by
    its place; when it occurred and who acted are facts of the journal (``StepImported``).
    """

    personal_data = PersonalData(
        holds="name, e-mail address, answers and history of a closed request, as another e-guichet exported them",
        why="to account for requests that were handled before the move (GDPR art. 6.1.c and 6.1.e)",
        retention="as the package of its procedure says, counted from the day on which it was closed there",
        ends="name, address, reference, answers and comments are erased; procedure, status and days stay",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    system = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=80)
    procedure = models.SlugField(max_length=80)
    department = models.SlugField(max_length=80)
    applicant_name = models.CharField(max_length=200, blank=True)
    applicant_email = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    status = models.CharField(max_length=200)
    answers = models.JSONField()
    history = models.JSONField()
    submitted_at = models.DateTimeField()
    closed_at = models.DateTimeField()
    imported_at = models.DateTimeField()
    destroy_after = models.DateField()
    retention_reason = models.CharField(max_length=300, blank=True, default="")
    anonymised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dossier importé")
        verbose_name_plural = _("dossiers importés")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "procedure", "reference"],
                name="imported_case_is_there_once",
                violation_error_message=_("Ce dossier est déjà importé."),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__gte=models.F("submitted_at")),
                name="imported_case_ends_after_it_began",
                violation_error_message=_("Un dossier est clôturé après son introduction."),
            ),
        ]
        indexes = [
            # the archive of a department, the latest closed first, paged by (closed_at, id)
            models.Index(fields=["department", "-closed_at", "id"], name="imported_case_by_closing"),
            # those whose retention has ended, each day
            models.Index(
                fields=["destroy_after", "id"],
                name="imported_case_end",
                condition=models.Q(anonymised_at__isnull=True),
            ),
        ]


class ImportedPiece(models.Model):
    """A file of an imported case, or why it could not be kept (``refusal``)."""

    personal_data = PersonalData(
        holds="file given by the applicant or made by the commune, in another e-guichet",
        why="proof of what was asked and answered",
        retention="with its case",
        ends="deleted, with its file",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(ImportedCase, models.CASCADE, related_name="pieces")
    label = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    refusal = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("pièce d’un dossier importé")
        verbose_name_plural = _("pièces d’un dossier importé")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file__isnull=False, refusal="")
                | (models.Q(file__isnull=True) & ~models.Q(refusal="")),
                name="imported_piece_is_kept_or_refused",
                violation_error_message=_("Une pièce est gardée, ou la raison de son absence est dite."),
            ),
        ]


class StayingCase(models.Model):
    """An open case that is finished in the other e-guichet, until a day at most: it is handled there, not here."""

    personal_data = PersonalData(
        holds="reference and status of an open request in another e-guichet",
        why="so that agents know which requests are still handled there (GDPR art. 6.1.e)",
        retention="until it is imported, taken over, or a month after the last day given",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    system = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=80)
    procedure = models.SlugField(max_length=80)
    department = models.SlugField(max_length=80)
    status = models.CharField(max_length=200)
    until = models.DateField()

    class Meta:
        verbose_name = _("dossier qui finit dans l’ancien guichet")
        verbose_name_plural = _("dossiers qui finissent dans l’ancien guichet")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "procedure", "reference"],
                name="staying_case_is_there_once",
                violation_error_message=_("Ce dossier est déjà dans la liste."),
            ),
        ]
