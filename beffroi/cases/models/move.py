"""Open cases that go from one version of their procedure to another."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import PersonalData
from beffroi.people.models import Agent
from beffroi.procedures.models import ProcedureVersion


class VersionMove(models.Model):
    """What a manager asked, and how far it has come: each case is looked at once, in the order of ids.

    ``statuses`` says where a case goes from each status. ``reached`` is the last case looked at: ``moved`` and ``left``
    count those up to it. ``reasons`` says why some were left: kind, question, how many, and the first numbers.
    """

    personal_data = PersonalData(
        holds="which agent moved cases, and numbers of cases that stayed",
        why="traceability of acts (public task, GDPR art. 6.1.e)",
        retention="as long as the two versions; the journal keeps a fact for each case moved",
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    from_version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    to_version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    statuses = models.JSONField()
    asked_by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField()
    reached = models.UUIDField(null=True, blank=True)
    moved = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("déplacement de dossiers vers une version")
        verbose_name_plural = _("déplacements de dossiers vers une version")
        constraints = [
            models.UniqueConstraint(
                fields=["from_version"],
                condition=models.Q(ended_at__isnull=True),
                name="one_move_at_a_time_from_a_version",
                violation_error_message=_(
                    "Les dossiers de cette version sont déjà en train d’être déplacés."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(from_version=models.F("to_version")),
                name="a_move_leads_elsewhere",
                violation_error_message=_("Choisissez une autre version."),
            ),
        ]
