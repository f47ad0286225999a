"""A draft: not yet the commune's business."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.documents.models import File
from beffroi.lib.personal import PersonalData
from beffroi.people.models import Account
from beffroi.procedures.models import ProcedureVersion

from .intake import Intake


class Draft(models.Model):
    """Answers being given, saved page by page.

    Reached by the account that owns it, by the browser session that began it, or by its code; never by its id alone.
    The one that agents fill in for somebody (``intake``) is reached by the agents of the department, by no one else.
    ``revision`` grows when an answer changes: what is sent is what was read. ``pages`` says of each page when it
    changed, whether its owner has gone on from it, and what could not be read there (``rules.pages.PageState``).
    A draft that became a case keeps a link to it: submitting twice gives the same case.
    """

    personal_data = PersonalData(
        holds="answers of the applicant, as typed; sealed, what was typed and could not be read yet",
        why="to let a person stop and go on later (GDPR art. 6.1.e, service asked for)",
        retention="the option garde_brouillons (30 days) after the last save, with a warning before; then deleted",
        ends="deleted, with its files",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    intake = models.OneToOneField(Intake, models.PROTECT, null=True, blank=True, related_name="draft")
    code_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=16, default="web")
    language = models.CharField(max_length=5, default="fr")
    answers = models.JSONField(default=dict)
    page = models.CharField(max_length=64, blank=True)
    pages = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_on = models.DateField()
    case = models.OneToOneField("cases.Case", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("brouillon")
        verbose_name_plural = _("brouillons")
        constraints = [
            models.UniqueConstraint(
                fields=["code_hash"],
                name="draft_code_is_unique",
                violation_error_message=_("Ce code est déjà donné à un autre brouillon."),
            ),
            models.CheckConstraint(
                condition=models.Q(intake__isnull=True) | models.Q(account__isnull=True),
                name="draft_of_an_agent_is_no_accounts",
                violation_error_message=_("Ce qu’un agent encode n’appartient à aucun compte."),
            ),
        ]
        indexes = [
            # my drafts, newest first (portal home)
            models.Index(fields=["account", "-updated_at"], name="draft_of_account"),
            # the sweeper's daily question
            models.Index(fields=["expires_on"], name="draft_expiry"),
        ]


class DraftFile(models.Model):
    """A file given in answer to a field of a draft."""

    personal_data = PersonalData(
        holds="name of a file chosen by the applicant",
        why="evidence of an answer",
        retention="with its draft",
        ends="deleted, with its file",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    field = models.CharField(max_length=64)
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fichier d’un brouillon")
        verbose_name_plural = _("fichiers d’un brouillon")
        ordering = ["added_at"]
