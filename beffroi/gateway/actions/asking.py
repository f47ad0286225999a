"""Asking for a call, taking what came of it, and forgetting it in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from beffroi.gateway.models import Call
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import NotFound

from .connectors import declare_connectors

#: How long the row of a call is kept once it ended.
KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class TakenAnswer:
    """What came of a call: ``values`` by the asker's names; nothing when it failed."""

    answered: bool
    revision: int
    values: dict[str, Any]


@transaction.atomic
def request_call(
    *,
    about: ObjectRef,
    revision: int,
    declaration: Mapping[str, Any],
    values: Mapping[str, Any],
    keep: Mapping[str, str],
    process: Process,
    key: str,
) -> Call:
    """Ask for a call; nothing leaves before the caller's transaction is committed. One ``key``, one call.

    ``values`` go out by the names of the declaration; ``keep`` says by which name of the asker's each kept value comes
    back (theirs → the declaration's). Whether anybody approved is asked when it leaves: a call that may not be made, or
    whose values do not fit, ends as failed, so that no case is stopped by it. Raises BadDeclaration.
    """
    if earlier := Call.objects.filter(key=key).first():
        return earlier
    connector = declare_connectors(actor=HOUSE, declarations=[declaration])[0]
    call = Call(
        connector=connector,
        about_kind=about.kind,
        about_uuid=about.uuid,
        revision=revision,
        key=key,
        procedure=process.procedure,
        procedure_version=process.version,
        department=process.department,
        asked_at=clock.now(),
    )
    call.seal_question(values, keep)
    call.save(force_insert=True)
    journal.enqueue("gateway.perform_call", key=str(call.pk), args={"call_id": str(call.pk)})
    return call


@transaction.atomic
def take_answer(*, call_id: UUID) -> TakenAnswer | None:
    """What came of a call, handed over once: it is kept here no longer. None when it was taken already.

    Raises NotFound for a call that is not known or not at its end.
    """
    ended = Call.objects.select_for_update(of=("self",)).filter(pk=call_id, ended_at__isnull=False)
    call = ended.first()
    if call is None:
        raise NotFound
    if call.taken_at is not None:
        return None
    taken = TakenAnswer(call.status == Call.Status.ANSWERED, call.revision, call.answered)
    call.taken_at, call.answer = clock.now(), ""
    call.save(update_fields=["taken_at", "answer"])
    return taken


@transaction.atomic
def forget_calls() -> int:
    """Remove the rows of calls that ended a year ago; returns how many. The facts about them stay."""
    return Call.objects.filter(ended_at__lt=clock.now() - KEPT).delete()[0]
