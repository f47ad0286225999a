"""Asking for money and seeing it arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import ModuleType

import pytest
from django.db import IntegrityError, transaction

from beffroi.journal.models import Event
from beffroi.lib import clock as house_clock
from beffroi.lib.money import ZERO, Money
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.payments import actions, queries
from beffroi.payments.actions import (
    AlreadyCancelled,
    AlreadyReceived,
    NothingToPay,
    ReceivedInTheFuture,
    ReferencesExhausted,
)
from beffroi.payments.models import PaymentRequest, ReferenceCounter
from beffroi.people.models import Organisation
from beffroi.people.policies import Actor

from .factories import CASE, TAX_RULE, asked

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def received(request: PaymentRequest, till: Actor, received_on: date = TODAY) -> PaymentRequest:
    return actions.mark_received(actor=till, request_id=request.pk, method="counter", received_on=received_on)


def facts() -> list[tuple[str, dict[str, object]]]:
    return [(event.name, event.payload) for event in Event.objects.order_by("pk")]


def test_a_request_holds_what_the_asking_room_said(commune: Organisation):
    request = asked()
    assert (request.about, str(request.amount), request.reason, request.regime, request.legal_reference) == (
        CASE, "12,50\u00a0€", "Acte de naissance, 2 copies", "taxe", TAX_RULE,
    )  # fmt: skip
    assert (request.status, request.requested_at, request.due_on) == ("due", NOW, date(2026, 12, 24))
    assert facts() == [("PaymentRequested", {"amount_cents": 1250, "regime": "taxe", "due_on": "2026-12-24"})]
    event = Event.objects.get()
    assert (event.object("paymentrequest"), event.object("case"), event.procedure, event.procedure_version) == (
        request.pk, CASE.uuid, "acte-de-naissance", 2,
    )  # fmt: skip


@pytest.mark.parametrize("amount", [ZERO, Money.from_cents(-5)])
def test_what_is_free_is_not_asked(commune: Organisation, amount: Money):
    with pytest.raises(NothingToPay):
        asked(amount=amount)
    assert not PaymentRequest.objects.exists()


def test_references_follow_each_other_and_start_again_every_year(commune: Organisation, clock: ModuleType):
    first, second = asked().reference, asked().reference
    with house_clock.at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):  # half past midnight in Brussels
        third = asked().reference
    assert [reference[:10] for reference in (first, second, third)] == [
        "2026000001",
        "2026000002",
        "2027000001",
    ]


def test_a_number_is_not_lost_with_a_transaction_that_fails(commune: Organisation):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        asked()
        raise ZeroDivisionError
    assert asked().reference[:10] == "2026000001"


def test_a_year_without_numbers_left_refuses(commune: Organisation):
    ReferenceCounter.objects.create(year=2026, last=999_999)
    with pytest.raises(ReferencesExhausted):
        asked()


def test_the_same_key_asks_once(commune: Organisation):
    assert asked(key="case:fee") == asked(key="case:fee")
    assert (PaymentRequest.objects.count(), Event.objects.count()) == (1, 1)


def test_the_till_sees_the_money(commune: Organisation, till: Actor):
    request = received(asked(), till, date(2026, 11, 23))
    assert (request.status, request.method, request.received_on, request.received_at, request.received_by_id) == (
        "received", "counter", date(2026, 11, 23), NOW, till.agent_id,
    )  # fmt: skip
    assert facts()[1:] == [
        ("PaymentReceived", {"amount_cents": 1250, "method": "counter", "received_on": "2026-11-23"})
    ]
    event = Event.objects.get(name="PaymentReceived")
    assert (event.role, event.department, event.procedure) == ("till", "finances", "acte-de-naissance")


def test_nobody_but_the_till_sees_money(commune: Organisation, clerk: Actor):
    citizen_with_a_borrowed_role = Actor(roles=frozenset({"till"}))
    for actor in (clerk, citizen_with_a_borrowed_role, Actor()):
        with pytest.raises(Forbidden):
            received(asked(), actor)


def test_the_second_agent_learns_who_was_first(commune: Organisation, till: Actor):
    request = received(asked(), till)
    with pytest.raises(
        AlreadyReceived, match=r"^Karim Peeters a déjà encodé ce paiement \(24 novembre 2026 10:00\)\.$"
    ):
        received(request, till)
    assert Event.objects.filter(name="PaymentReceived").count() == 1


def test_money_does_not_come_from_the_future(commune: Organisation, till: Actor):
    with pytest.raises(ReceivedInTheFuture):
        received(asked(), till, date(2026, 11, 25))


def test_a_cancelled_request_asks_for_nothing(commune: Organisation, till: Actor):
    request = actions.cancel_request(actor=till, request_id=asked().pk, reason="demande retirée")
    assert (request.status, request.cancelled_at, request.cancel_reason) == (
        "cancelled",
        NOW,
        "demande retirée",
    )
    assert facts()[1:] == [("PaymentCancelled", {"amount_cents": 1250})]
    for again in (
        received,
        lambda request, till: actions.cancel_request(actor=till, request_id=request.pk, reason=""),
    ):
        with pytest.raises(AlreadyCancelled):
            again(request, till)


def test_money_received_is_not_cancelled(commune: Organisation, till: Actor):
    with pytest.raises(AlreadyReceived):
        actions.cancel_request(actor=till, request_id=received(asked(), till).pk, reason="")


def test_an_unknown_request_is_not_found(commune: Organisation, till: Actor):
    with pytest.raises(NotFound):
        actions.mark_received(actor=till, request_id=CASE.uuid, method="counter", received_on=TODAY)


@pytest.mark.parametrize(
    "change",
    [
        {"amount_cents": 0},
        {"status": "received"},
        {"method": "counter"},
        {"status": "cancelled"},
        {"reference": "202600000192"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(commune: Organisation, change: dict[str, object]):
    first, second = asked(), asked()
    assert first.reference == "202600000192"
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRequest.objects.filter(pk=second.pk).update(**change)


def test_the_till_lists_what_is_due_oldest_first(commune: Organisation, till: Actor, clock: ModuleType):
    paid, newer = received(asked(), till), asked()
    with house_clock.at(datetime(2026, 11, 20, tzinfo=UTC)):
        older = asked()
    assert queries.due_requests() == [older, newer]
    assert queries.due_requests(limit=1) == [older]
    assert queries.requests_about(CASE) == [older, *sorted([paid, newer], key=lambda request: request.pk)]


@pytest.mark.parametrize("count", [1, 3])
def test_what_a_case_owes_costs_one_question(
    commune: Organisation, till: Actor, django_assert_num_queries: object, count: int
):
    for _ in range(count):
        received(asked(), till)
    with django_assert_num_queries(1):  # type: ignore[operator]
        names = [
            request.received_by.account.name
            for request in queries.requests_about(CASE)
            if request.received_by
        ]
    assert names == ["Karim Peeters"] * count


@pytest.mark.parametrize("typed", ["+++202/6000/00192+++", "202600000192", "202/6000/00192 "])
def test_a_request_is_found_by_its_twelve_digits(commune: Organisation, typed: str):
    request = asked()
    assert queries.request_by_reference(typed) == request
    assert queries.request_by_reference("+++010/8068/17183+++") is None


def test_the_transfer_goes_to_the_commune(commune: Organisation):
    request = asked()
    assert queries.displayed_reference(request) == "+++202/6000/00192+++"
    assert queries.epc_payload(request) == (
        "BCD\n002\n1\nSCT\n\nCommune de démonstration\nBE71096123456769\nEUR12.5\n\n202600000192"
    )
    assert "<title>Code QR du virement</title>" in queries.epc_qr_svg(request)
