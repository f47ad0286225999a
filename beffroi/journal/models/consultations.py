"""Who looked at whose data."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import PersonalData

_DECLARED = PersonalData(
    holds="the agent who looked, and pseudonyms or cases of those looked at",
    why="traceability of access to personal data (GDPR art. 32; law of 8 August 1983, art. 17)",
    retention="as long as the journal: never edited; the pseudonym’s key can be destroyed",
)


class Consultation(models.Model):
    """Someone opened a screen or an export that shows someone else's data: one row per screen, written once.

    Not a fact: nothing changed, so it stays outside the chain. Public pages and one's own data leave none.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=40, blank=True, default="")
    actor_uuid = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    department = models.CharField(max_length=80, blank=True, default="")
    channel = models.CharField(max_length=20)
    reason = models.CharField(max_length=200)
    screen = models.CharField(max_length=120)

    personal_data = _DECLARED

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="journal_consultation_has_reason",
                violation_error_message=_("Une consultation indique sa raison."),
            ),
        ]
        indexes = [
            # queries.consultations_by: what an agent looked at, latest first.
            models.Index(fields=["actor_uuid", "-at"], name="journal_consultation_by"),
        ]

    def __str__(self) -> str:
        return f"{self.screen} {self.at:%Y-%m-%d}"


class ConsultationSubject(models.Model):
    """One of those whose data the screen showed."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=40)
    uuid = models.UUIDField()

    personal_data = _DECLARED

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "kind", "uuid"],
                name="journal_consultationsubject_once",
                violation_error_message=_("Cette personne figure déjà dans la consultation."),
            ),
        ]
        indexes = [
            # queries.consultations_of: who looked at this person or case.
            models.Index(fields=["kind", "uuid"], name="journal_consultation_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.uuid}"
