"""The till: what is due, and money that arrives."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.cases.models import Case
from beffroi.cases.tests.factories import opened, residence, work
from beffroi.payments.models import PaymentRequest
from beffroi.payments.queries import displayed_reference
from beffroi.people.rules import cast
from tests.support.doors import reads, refused

TILL = "/bureau/caisse/"


@pytest.fixture
def asked(georges) -> PaymentRequest:
    """What Georges has to pay for a certificate for his bank."""
    case = opened(georges, residence(cast.GEORGES, motive="banque"))
    return PaymentRequest.objects.get(about_uuid=case.pk)


@pytest.fixture
def odile(at_the_desk):
    return at_the_desk("caisse@demo.example")


def test_what_is_due_is_found_by_its_communication(asked, odile):
    reference = displayed_reference(asked)
    for typed in ("", reference, re.sub(r"\D", "", reference)):
        assert reference in reads(odile.get(TILL, {"q": typed}))
    for typed in ("+++000/0000/00000+++", "rien", "9" * 4000):
        assert "Aucun paiement attendu" in reads(odile.get(TILL, {"q": typed}))


@pytest.mark.parametrize("method", ["counter", "transfer"])
def test_money_that_arrives_moves_the_case_on(asked, odile, method):
    answer = odile.post(
        f"{TILL}{asked.pk}/recu/", {"method": method, "received_on": "2026-11-24"}, follow=True
    )
    assert "Le paiement est noté. Le dossier continue." in reads(answer)
    work()
    asked.refresh_from_db()
    assert (asked.status, asked.method) == ("received", method)


def test_what_a_case_owes_is_found_by_its_number_even_once_paid(asked, odile):
    number = Case.objects.get(pk=asked.about_uuid).number
    assert number in reads(odile.get(TILL))
    odile.post(f"{TILL}{asked.pk}/recu/", {"method": "transfer"})
    words = reads(odile.get(TILL, {"q": number}))
    assert f"{displayed_reference(asked)} {number}" in words
    assert "Par virement 24 novembre" in words
    assert "Aucun paiement attendu" in reads(odile.get(TILL, {"q": "2026-99999"}))


def test_yesterdays_transfers_are_entered_with_their_day(asked, odile):
    chosen = {"le-day": "23", "le-month": "11", "le-year": "2026"}
    page = odile.get(TILL, chosen)
    assert "Reçu lundi 23 novembre" in reads(page)
    assert 'name="received_on" value="2026-11-23"' in page.content.decode()
    answer = odile.post(f"{TILL}{asked.pk}/recu/", {"method": "transfer", "received_on": "2026-11-23"})
    assert answer["Location"] == f"{TILL}?le-day=23&le-month=11&le-year=2026"
    asked.refresh_from_db()
    assert asked.received_on.isoformat() == "2026-11-23"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            {"le-day": "31", "le-month": "2", "le-year": "2026"},
            "Indiquez une date passée, par exemple 24 11 2026.",
        ),
        (
            {"le-day": "\x00", "le-month": "é", "le-year": "²"},
            "Indiquez une date passée, par exemple 24 11 2026.",
        ),
        ({"le-day": "25", "le-month": "11", "le-year": "2026"}, "La date de réception est dans le futur."),
    ],
)
def test_a_day_that_is_none_is_said_beside_its_boxes(asked, odile, typed, words):
    answer = odile.get(TILL, typed)
    refused(answer, words, "id_le")
    if "\x00" not in typed["le-day"]:
        for part, text in typed.items():
            assert re.search(rf'name="{part}"[^>]*value="{text}"', answer.content.decode())


def test_one_payment_or_three_cost_the_same(asked, georges, odile, django_assert_num_queries):
    odile.get(TILL)
    with CaptureQueriesContext(connection) as one:
        odile.get(TILL)
    for _ in range(2):
        opened(georges, residence(cast.GEORGES, motive="banque"))
    with django_assert_num_queries(len(one)):
        odile.get(TILL)


def test_twice_is_refused_with_the_name_of_the_first(asked, odile):
    odile.post(f"{TILL}{asked.pk}/recu/", {})
    answer = odile.post(f"{TILL}{asked.pk}/recu/", {})
    assert answer.status_code == 422
    assert "Odile Serlier a déjà encodé ce paiement" in reads(answer)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("demain", "Indiquez une date passée, par exemple 24 11 2026."),
        ("2026-02-30", "Indiquez une date passée, par exemple 24 11 2026."),
        ("2026-11-25", "La date de réception est dans le futur."),
    ],
)
def test_a_day_that_cannot_be_is_refused(asked, odile, day, words):
    refused(odile.post(f"{TILL}{asked.pk}/recu/", {"received_on": day}), words)
    asked.refresh_from_db()
    assert asked.status == "due"


@pytest.mark.parametrize("email", ["agent@demo.example", "chef@demo.example", "admin@demo.example"])
def test_only_the_till_has_a_till(asked, at_the_desk, email):
    browser = at_the_desk(email)
    assert (browser.get(TILL).status_code, browser.post(f"{TILL}{asked.pk}/recu/").status_code) == (404, 404)
    assert TILL not in browser.get("/bureau/").content.decode()


def test_an_unknown_request(odile):
    assert odile.post(f"{TILL}{uuid4()}/recu/").status_code == 404
