"""Note that someone looked at someone's data."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from beffroi.journal.models import Consultation, ConsultationSubject
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef


def consult(*, actor: Acting, reason: str, screen: str, subjects: Sequence[ObjectRef]) -> None:
    """Write who looks at whom, why and on which screen; it is committed when this returns, before anything is shown.

    Called outside any transaction (RuntimeError inside one: a rollback would forget a look that took place).
    """
    stamp = actor.stamp()
    with transaction.atomic(durable=True):
        consultation = Consultation.objects.create(
            at=clock.now(),
            actor_kind=stamp.actor.kind if stamp.actor else "",
            actor_uuid=stamp.actor.uuid if stamp.actor else None,
            role=stamp.role,
            department=stamp.department,
            channel=stamp.channel,
            reason=reason,
            screen=screen,
        )
        ConsultationSubject.objects.bulk_create(
            ConsultationSubject(consultation=consultation, kind=kind, uuid=uuid)
            for kind, uuid in dict.fromkeys((subject.kind, subject.uuid) for subject in subjects)
        )
