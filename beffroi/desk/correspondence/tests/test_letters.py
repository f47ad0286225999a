"""Letters to print: with what goes into the envelope, and noted once they have left."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from beffroi.cases.tests.factories import move, opened, residence, taken
from beffroi.correspondence.queries import letters_to_print
from beffroi.journal.models import Consultation
from tests.support.doors import reads

LETTERS = "/bureau/courrier/"


@pytest.fixture
def letter(citizen, clerk) -> str:
    """The address of the letter that brings Élise her certificate."""
    move(taken(opened(citizen, residence(mode="poste")), clerk), clerk, "produire")
    (found,) = letters_to_print("population")
    return f"{LETTERS}{found.delivery_id}/"


def test_a_letter_is_read_and_its_look_recorded(letter, at_the_desk):
    browser = at_the_desk()
    assert letter in browser.get(LETTERS).content.decode()
    before = set(Consultation.objects.values_list("pk", flat=True))
    shown = browser.get(letter)
    assert (shown["Content-Type"], shown.content[:5]) == ("application/pdf", b"%PDF-")
    assert [c.screen for c in Consultation.objects.exclude(pk__in=before)] == ["desk.letter"]


def test_what_goes_into_the_envelope_can_be_printed_too(letter, at_the_desk):
    browser = at_the_desk()
    (address,) = re.findall(rf'href="({letter}annexes/[^"]+)"', browser.get(LETTERS).content.decode())
    assert browser.get(address).content[:5] == b"%PDF-"
    assert browser.get(f"{letter}annexes/{uuid4()}/").status_code == 404


def test_a_letter_on_its_way_leaves_the_list_once(letter, at_the_desk):
    browser = at_the_desk()
    assert "La lettre est notée comme envoyée." in reads(browser.post(f"{letter}imprime/", follow=True))
    assert letter not in browser.get(LETTERS).content.decode()
    assert browser.post(f"{letter}imprime/").status_code in (302, 422)


def test_other_departments_see_no_letter(letter, at_the_desk):
    browser = at_the_desk("redaction@demo.example")
    assert "Aucune lettre à imprimer" in reads(browser.get(LETTERS))
    assert browser.get(letter).status_code == 404
    assert browser.post(f"{letter}imprime/").status_code == 404


def test_an_unknown_letter(at_the_desk):
    browser, nowhere = at_the_desk(), f"{LETTERS}{uuid4()}/"
    assert [browser.get(nowhere).status_code, browser.post(f"{nowhere}imprime/").status_code] == [404, 404]
