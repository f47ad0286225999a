"""Between citizen and clerk: a question and its answer, a refusal, a withdrawal, and what a tracking code shows."""

from __future__ import annotations

import pytest

from beffroi.documents.tests.factories import photograph
from tests.support.browser import accessibility_problems

from .steps import case_number, code_of, come_in, order_household_certificate, take

pytestmark = pytest.mark.browser

_QUESTION = "De quelle année est votre jugement ?"
_MOTIVE = "Vous n’habitez plus à cette adresse depuis 2024."


def test_asked_answered_refused_and_tracked(house, citizen, clerk, visitor, pdf):
    citizen.open("/")
    come_in(citizen, "Georges Brusart")
    number = order_household_certificate(citizen)
    code = code_of(citizen)
    house.work()
    take(clerk, number)
    clerk.page.get_by_text("Demander un complément…").click()
    clerk.press("Envoyer la question")
    assert clerk.page.locator(".govuk-error-summary").is_visible()
    clerk.type("Votre question au demandeur", _QUESTION)
    clerk.press("Envoyer la question")
    clerk.sees("Votre question est envoyée.")
    house.work()

    citizen.page.reload()
    assert "C’est à vous d’agir." in citizen.reads()
    assert _QUESTION in citizen.reads()
    citizen.press("Envoyer ma réponse")
    assert "govuk-error-summary" in citizen.focused()
    citizen.type("Votre réponse", "De 2019.")
    citizen.give("Vos fichiers", pdf)
    citizen.page.locator("[role=status]", has_text="preuve.pdf est ajouté.").wait_for()
    (photograph_of_it := pdf.with_name("IMG_0001.HEIC")).write_bytes(photograph("HEIF"))
    citizen.give("Vos fichiers", photograph_of_it)
    citizen.page.locator("[role=status]", has_text="IMG_0001.jpg est ajouté.").wait_for()
    assert citizen.page.get_by_label("Votre réponse").input_value() == "De 2019."
    assert accessibility_problems(citizen.page) == []
    citizen.press("Envoyer ma réponse")
    citizen.sees("Merci, votre réponse est arrivée.")
    house.work()

    take(clerk, number)
    assert "De 2019." in clerk.reads()
    assert clerk.page.get_by_role("link", name="preuve.pdf").is_visible()
    assert "photo HEIC convertie en JPEG à l’arrivée" in clerk.reads()
    clerk.page.get_by_text("Refuser…").click()
    clerk.type("Motif de la décision", _MOTIVE)
    clerk.press("Refuser")
    house.work()

    citizen.page.reload()
    assert "Votre demande est refusée." in citizen.reads()
    citizen.follow("notre décision")
    letter = citizen.reads()
    assert _MOTIVE in letter
    assert "Si vous n’êtes pas d’accord" in letter

    other = visitor()
    other.open("/suivi/")
    other.type("Le code de suivi", code)
    other.press("Voir où en est la demande")
    shown = other.page.content()
    assert number in shown
    assert "Refusée" in other.reads()
    assert [secret for secret in ("Brusart", "De 2019", _MOTIVE, "Inscription") if secret in shown] == []


def test_withdrawn(house, citizen):
    citizen.open("/")
    come_in(citizen, "Georges Brusart")
    order_household_certificate(citizen)
    citizen.follow("Retirer ma demande")
    citizen.press("Retirer ma demande")
    assert "Vous avez retiré cette demande." in citizen.reads()
    house.work()
    assert house.mails("georges@demo.example")[-1]["Subject"] == f"Demande {case_number(citizen)} : retirée"
