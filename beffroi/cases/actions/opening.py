"""A case as it begins, whichever way it comes in.

Called inside the transaction that writes it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import F

from beffroi.cases import queries
from beffroi.cases.models import Case, CaseCounter
from beffroi.cases.rules.clocks import due_day
from beffroi.lib import clock, codes
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion


def new_case(
    version: ProcedureVersion, answers: dict[str, Any], *, submitted_at: datetime, **more: Any
) -> Case:
    """A case of this version, received by the commune and due from then on; neither saved nor numbered yet.

    ``more``: what depends on the way it comes in (who asks, status, channel, fee).
    """
    definition, case_id = procedures.definition(version.pk), uuid4()
    target = definition.service_target
    return Case(
        id=case_id,
        version=version,
        procedure=definition.slug,
        department=definition.department,
        answers=answers,
        phase="received",
        next_turn="commune",
        delivery=procedures.delivery_mode(definition, answers),
        tracking_hash=codes.hashed(queries.tracking_code_of(case_id), "tracking"),
        submitted_at=submitted_at,
        changed_at=clock.now(),
        target_due_on=due_day(clock.day_of(submitted_at), target.count, target.unit, people.closing_days()),
        **more,
    )


def next_number(year: int) -> str:
    """The next case number of a year; its counter stays locked until the transaction ends."""
    counter = CaseCounter.objects.filter(year=year)
    if not counter.update(last=F("last") + 1):
        CaseCounter.objects.get_or_create(year=year)  # settles two first requests of a year
        counter.update(last=F("last") + 1)
    return f"{year}-{counter.values_list('last', flat=True).get():05d}"
