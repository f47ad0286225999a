"""Who looked at whose data."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from beffroi.journal.models import Consultation
from beffroi.lib.refs import ObjectRef


def consultations_of(ref: ObjectRef) -> QuerySet[Consultation]:
    """Who looked at this person or case, latest first."""
    return Consultation.objects.filter(subjects__kind=ref.kind, subjects__uuid=ref.uuid).order_by("-at", "id")


def consultations_by(actor_uuid: UUID) -> QuerySet[Consultation]:
    """What someone looked at, latest first."""
    return Consultation.objects.filter(actor_uuid=actor_uuid).order_by("-at", "id")
