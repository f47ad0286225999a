"""What writing the values and the rows of a commune has in common: a record is added, none is ever changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Max

from beffroi.lib import clock
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.procedures.models import Procedure, ProcedureOption, ReferenceRow
from beffroi.procedures.queries.dated import may_change

AnyDated = TypeVar("AnyDated", ProcedureOption, ReferenceRow)


def lock(owner: Procedure | None) -> None:
    """Who comes second on the same instant waits, and then sees. The whole house has no row of its own to wait for."""
    if owner is not None:
        Procedure.objects.select_for_update(of=("self",)).get(pk=owner.pk)


def changeable(
    model: type[AnyDated], owner: Procedure | None, pk: UUID, refusal: type[Refusal], **of: str
) -> AnyDated:
    """A record that may still be corrected or taken back, locked with its owner. Raises NotFound, and the refusal."""
    lock(owner)
    record = model.objects.select_for_update(of=("self",)).filter(procedure=owner, pk=pk, **of).first()
    if record is None:
        raise NotFound
    if not may_change(record) or not model.standing().filter(pk=record.pk).exists():
        raise refusal
    return record


def covered_by(record: AnyDated) -> list[AnyDated]:
    """The others of its day that it covers: with it gone they do not come back."""
    if record.state == record.State.WAITING:
        return []
    same = {name: getattr(record, name) for name in ("procedure_id", *record.NAMED_BY, "valid_from", "state")}
    return list(type(record).standing().filter(**same).exclude(pk=record.pk))


def take_back(records: Iterable[AnyDated]) -> None:
    """Mark each as taken back; it stays readable."""
    for record in records:
        fields = [field.attname for field in record._meta.concrete_fields if not field.primary_key]
        mark = {name: getattr(record, name) for name in fields}
        mark |= {"state": record.State.TAKEN_BACK, "replaces_id": record.pk}
        type(record).objects.create(**{**mark, "recorded_at": moment(type(record), record.procedure)})


def moment(model: type[ProcedureOption | ReferenceRow], owner: Procedure | None) -> datetime:
    """Now, but after everything of an owner that was recorded before: of one day, the last record counts."""
    last = model.objects.filter(procedure=owner).aggregate(last=Max("recorded_at"))["last"]
    now = clock.now()
    return now if last is None or last < now else last + timedelta(microseconds=1)
