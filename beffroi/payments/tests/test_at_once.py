"""Several at the same instant, with real connections: the same story on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from beffroi.payments import actions
from beffroi.payments.models import PaymentRequest
from beffroi.payments.rules import reference
from tests.support.threads import at_once

from . import factories
from .test_actions import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_requests_of_a_year_share_no_reference(clock: object):
    at_once(lambda _: [factories.asked() for _ in range(3)])
    references = set(PaymentRequest.objects.values_list("reference", flat=True))
    assert references == {reference(2026, number) for number in range(1, 13)}


def test_one_agent_marks_the_money_and_the_others_hear_who(clock: object):
    factories.commune()
    till = factories.agent("Karim Peeters", "till")
    request = factories.asked()
    met = at_once(
        lambda _: actions.mark_received(
            actor=till, request_id=request.pk, method="counter", received_on=TODAY
        )
    )
    assert sorted(type(outcome).__name__ for outcome in met) == ["AlreadyReceived"] * 3 + ["PaymentRequest"]
