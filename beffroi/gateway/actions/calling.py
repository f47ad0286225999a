"""Making a call: outside every transaction, possibly more than once, always under the same key."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from beffroi.gateway import queries
from beffroi.gateway.connectors import http
from beffroi.gateway.events import ServiceAnswered, ServiceFailed
from beffroi.gateway.models import Call, Connector
from beffroi.gateway.rules import (
    PASSING,
    Declaration,
    Outcome,
    Unsendable,
    Unusable,
    Value,
    kept_values,
)
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref

#: Times that a call is tried, those of killed workers included: the last about nine hours after the first. Fewer than
#: the journal allows a job, so that it is always this room that gives up, with a fact.
MOST_ATTEMPTS = 7


class NotThroughYet(Exception):
    """The service may answer later: the job is put back."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt ended: what is kept by the names of the declaration, or why nothing is."""

    outcome: Outcome
    status: int
    duration_ms: int
    values: dict[str, Value]


def perform_call(*, call_id: UUID) -> None:
    """Make a call that waits, and write down how it ended. Harmless twice.

    Each attempt is counted before anything leaves, so that one that kills its worker is not made for ever. Raises
    NotThroughYet when it is to be tried again.
    """
    call = _begin(call_id)
    if call is None:
        return
    result = attempt(
        call.connector.said, call.values, secret=queries.secret_of(call.connector), key=str(call.pk)
    )
    if result.outcome in PASSING and call.attempts < MOST_ATTEMPTS:
        raise NotThroughYet(result.outcome)
    _end(call.pk, result)


def attempt(said: Declaration, values: dict[str, Value], *, secret: str | None, key: str) -> Result:
    """One attempt, outside every transaction. Raises nothing: how it ended is what it gives."""
    if said.needs_secret and secret is None:
        return Result(Outcome.NO_SECRET, 0, 0, {})
    begun, status = time.monotonic(), 0
    kept: dict[str, Value] = {}
    try:
        request = http.prepared(said, values, secret=secret or "", key=key)
        answer = http.send(request)
        status, kept, outcome = answer.status, kept_values(said, answer.body), Outcome.ANSWERED
    except Unsendable:
        outcome = Outcome.UNSENDABLE
    except http.NotThrough as failed:
        outcome, status = failed.outcome, failed.status
    except Unusable as unusable:
        outcome = unusable.outcome
    return Result(outcome, status, round((time.monotonic() - begun) * 1000), kept)


@transaction.atomic
def _begin(call_id: UUID) -> Call | None:
    """Count an attempt; None when the call ended, now or earlier."""
    waiting = Call.objects.select_for_update(of=("self",)).select_related("connector")
    call = waiting.filter(pk=call_id, status=Call.Status.WAITING).first()
    if call is None:
        return None
    if call.connector.state != Connector.State.APPROVED:
        _write_end(call, Result(Outcome.NOT_APPROVED, 0, 0, {}))
        return None
    if call.attempts >= MOST_ATTEMPTS:  # the worker of the last one was killed
        _write_end(call, Result(Outcome.UNREACHABLE, 0, 0, {}))
        return None
    call.attempts += 1
    call.save(update_fields=["attempts"])
    return call


@transaction.atomic
def _end(call_id: UUID, result: Result) -> None:
    waiting = Call.objects.select_for_update(of=("self",)).select_related("connector")
    call = waiting.filter(pk=call_id, status=Call.Status.WAITING).first()
    if call is not None:  # another worker, past the lease of this one, may have ended it
        _write_end(call, result)


def _write_end(call: Call, result: Result) -> None:
    answered = result.outcome == Outcome.ANSWERED
    if answered:
        mine = {theirs: result.values[name] for theirs, name in call.keep.items() if name in result.values}
        call.seal_answer(mine)
    call.status = Call.Status.ANSWERED if answered else Call.Status.FAILED
    call.outcome, call.http_status, call.duration_ms = result.outcome, result.status, result.duration_ms
    call.question, call.ended_at = "", clock.now()
    call.save(
        update_fields=["status", "outcome", "http_status", "duration_ms", "question", "answer", "ended_at"]
    )
    name, declaration = call.connector.name, call.connector.short
    fact = (
        ServiceAnswered(name, declaration, call.attempts, call.duration_ms)
        if answered
        else ServiceFailed(name, declaration, call.attempts, str(call.outcome))
    )
    process = Process(call.procedure, call.procedure_version, department=call.department)
    journal.record(fact, actor=HOUSE, about=[ref(call), ref(call.connector), call.about], process=process)
