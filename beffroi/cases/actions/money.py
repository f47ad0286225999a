"""Money about a case: the room that knows whose case it is says who may note it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from beffroi.cases import policies
from beffroi.cases.models import Case
from beffroi.lib.refusals import NotFound
from beffroi.payments import actions as payments
from beffroi.payments import queries as payment_queries
from beffroi.payments.models import PaymentRequest
from beffroi.people.policies import Actor

from .refusals import OwnBusiness


@transaction.atomic
def receive_payment(*, actor: Actor, request_id: UUID, method: str, received_on: date) -> PaymentRequest:
    """Note at the till that the money of a case is there (``payments.mark_received``); never that of one's own case.

    Raises NotFound, OwnBusiness, Forbidden, AlreadyReceived, AlreadyCancelled, ReceivedInTheFuture.
    """
    asked = payment_queries.request_of(request_id)
    if asked is None:
        raise NotFound
    case = Case.objects.filter(pk=asked.about_uuid).first() if asked.about_kind == "case" else None
    if case is not None and policies.is_own_business(actor, case):
        raise OwnBusiness
    return payments.mark_received(actor=actor, request_id=request_id, method=method, received_on=received_on)
