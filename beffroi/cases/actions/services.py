"""Calling the program of somebody else for a case: asked in the transaction that moves it, heard of later as a fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from beffroi.cases.models import Case
from beffroi.cases.queries import workflow_data
from beffroi.gateway import actions as gateway
from beffroi.gateway import queries as services
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ref
from beffroi.procedures import queries as procedures

from .advance import locked, move
from .facts import process_of
from .work import keep_values


def call_service(
    *, case: Case, connector: str, send: Mapping[str, Any], keep: Mapping[str, str], call_id: str
) -> None:
    """Ask for a call by a connector that the case's version declares. Called inside a transaction."""
    declared = procedures.definition(case.version_id).connectors[connector]
    gateway.request_call(
        about=ref(case),
        revision=case.revision,
        declaration=declared.declared(),
        values=send,
        keep=keep,
        process=process_of(case),
        key=f"{case.pk}:{case.revision}:{call_id}",
    )


@transaction.atomic
def hear_service(*, case_id: UUID, call_id: UUID) -> None:
    """Keep what a service answered and let the workflow go on, once every service called there has ended.

    An answer that comes when the case stands elsewhere is kept nowhere: nobody waits for it. Harmless twice.
    """
    case = locked(case_id)
    taken = gateway.take_answer(call_id=call_id)
    if taken is None or taken.revision != case.revision or case.closed_at is not None:
        return
    keep_values(case=case, values=taken.values, actor=HOUSE)
    told = services.outcome_about(ref(case), case.revision)
    if told is None:
        return
    fact = "service_answered" if told else "service_failed"
    definition = procedures.definition(case.version_id)
    step = procedures.after_services(definition, case.status, fact, workflow_data(case))
    if step is not None:
        move(case, step, actor=HOUSE, transition=fact)
