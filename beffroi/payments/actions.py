"""Asking for money, seeing it arrive, and giving up asking."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.journal.actions import record
from beffroi.journal.events import Fact, Process
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.money import Money
from beffroi.lib.refs import ObjectRef, ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people.policies import Actor

from . import policies, rules
from .events import PaymentCancelled, PaymentReceived, PaymentRequested
from .models import PaymentRequest, ReferenceCounter

Regime = PaymentRequest.Regime
Method = PaymentRequest.Method
Status = PaymentRequest.Status


class NothingToPay(Refusal):
    """What is free is not asked."""

    message = gettext_lazy("Il n’y a rien à payer : une demande de paiement porte un montant.")


class ReferencesExhausted(Refusal):
    """All numbers of the year are taken."""

    message = gettext_lazy("Toutes les communications structurées de cette année sont utilisées.")


class ReceivedInTheFuture(Refusal):
    """Money cannot have arrived tomorrow."""

    message = gettext_lazy("La date de réception est dans le futur.")


class AlreadyReceived(Refusal):
    """Someone marked this payment first; the sentence says who and when."""

    def __init__(self, request: PaymentRequest) -> None:
        agent, at = request.received_by, request.received_at
        assert agent and at  # the constraint payment_received_is_signed
        super().__init__(
            _("%(agent)s a déjà encodé ce paiement (%(moment)s).")
            % {
                "agent": agent.account.get_full_name(),
                "moment": date_format(clock.local(at), "DATETIME_FORMAT"),
            }
        )


class AlreadyCancelled(Refusal):
    """The request no longer asks for anything."""

    message = gettext_lazy("Cette demande de paiement est annulée.")


@transaction.atomic
def request_payment(
    *,
    actor: Acting,
    about: ObjectRef,
    amount: Money,
    reason: str,
    regime: str,
    legal_reference: str,
    due_on: date | None = None,
    process: Process | None = None,
    key: str | None = None,
) -> PaymentRequest:
    """Ask for an amount, under a structured communication that was never used before.

    ``regime`` (``taxe``, ``redevance``, ``caution``) and ``legal_reference`` come from the caller's data: they decide
    how the payer may object. ``reason`` names no one. A caller that may run twice gives a ``key``: the same key gives
    the same request back. Raises NothingToPay and ReferencesExhausted.
    """
    if amount.cents <= 0:
        raise NothingToPay
    if key and (earlier := PaymentRequest.objects.filter(key=key).first()):
        return earlier
    request = PaymentRequest.objects.create(
        about_kind=about.kind,
        about_uuid=about.uuid,
        amount_cents=amount.cents,
        reason=reason,
        reference=_next_reference(),
        regime=Regime(regime),
        legal_reference=legal_reference,
        requested_at=clock.now(),
        due_on=due_on,
        procedure=process.procedure if process else "",
        procedure_version=process.version if process else None,
        key=key,
    )
    _announce(PaymentRequested(amount.cents, regime, due_on), actor, request, process)
    return request


@transaction.atomic
def mark_received(
    *,
    actor: Actor,
    request_id: UUID,
    method: str,
    received_on: date,
    process: Process | None = None,
) -> PaymentRequest:
    """Note that the money is there, at the counter or on the account.

    Two agents may click at the same moment: the row is locked, the second is refused with the name of the first.
    Raises Forbidden without the till's role, AlreadyReceived, AlreadyCancelled, ReceivedInTheFuture.
    """
    require(policies.may_receive, actor)
    request = _due(request_id)
    if received_on > clock.today():
        raise ReceivedInTheFuture
    request.status = Status.RECEIVED
    request.method = Method(method)
    request.received_on = received_on
    request.received_at = clock.now()
    request.received_by_id = actor.agent_id
    request.save(update_fields=["status", "method", "received_on", "received_at", "received_by"])
    _announce(PaymentReceived(request.amount_cents, method, received_on), actor, request, process)
    return request


@transaction.atomic
def cancel_request(
    *, actor: Acting, request_id: UUID, reason: str, process: Process | None = None
) -> PaymentRequest:
    """Stop asking: the case was withdrawn, or the amount was wrong. The reference is never used again.

    Called, like ``request_payment``, by the room that asks: it knows who may end what the money is for. Raises
    AlreadyReceived (money received is refunded, not cancelled), AlreadyCancelled and NotFound.
    """
    request = _due(request_id)
    request.status = Status.CANCELLED
    request.cancelled_at = clock.now()
    request.cancel_reason = reason
    request.save(update_fields=["status", "cancelled_at", "cancel_reason"])
    _announce(PaymentCancelled(request.amount_cents), actor, request, process)
    return request


def _next_reference() -> str:
    """The next reference of the year. Its counter stays locked until the caller's transaction ends.

    ``get_or_create`` settles two first requests of a year; the update takes the row's lock on PostgreSQL, while on
    SQLite the transaction already holds the whole database (BEGIN IMMEDIATE).
    """
    year = clock.year_of(clock.now())
    ReferenceCounter.objects.get_or_create(year=year)
    counter = ReferenceCounter.objects.select_for_update().get(year=year)
    if counter.last >= rules.LARGEST_NUMBER:
        raise ReferencesExhausted
    counter.last += 1
    counter.save(update_fields=["last"])
    return rules.reference(year, counter.last)


def _due(request_id: UUID) -> PaymentRequest:
    """The request, locked, that nobody has paid or cancelled yet."""
    locked = PaymentRequest.objects.select_for_update(of=("self",))
    request = locked.filter(pk=request_id).first()
    if request is None:
        raise NotFound
    if request.status == Status.RECEIVED:
        raise AlreadyReceived(request)
    if request.status == Status.CANCELLED:
        raise AlreadyCancelled
    return request


def _announce(fact: Fact, actor: Acting, request: PaymentRequest, process: Process | None) -> None:
    if process is None and request.procedure:
        process = Process(request.procedure, request.procedure_version)
    record(fact, actor=actor, about=[ref(request), request.about], process=process)
