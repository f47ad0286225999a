"""Dated values and rows as they stand in the database."""

from __future__ import annotations

from typing import TypeVar

from beffroi.lib import clock
from beffroi.procedures.models import ProcedureOption, ReferenceRow
from beffroi.procedures.rules.schema import OptionRecord, RowRecord

AnyRecord = TypeVar("AnyRecord", OptionRecord, RowRecord)


def may_change(record: ProcedureOption | ReferenceRow) -> bool:
    """Whether a value or a row may be corrected or taken back: no case was decided with what does not count yet."""
    return record.state == record.State.WAITING or record.valid_from > clock.today()


def record_of(kind: type[AnyRecord], held: ProcedureOption | ReferenceRow) -> AnyRecord:
    """What was written, as rules read it; it was checked when it was recorded."""
    return kind.model_construct(None, **{name: getattr(held, name) for name in kind.model_fields})
