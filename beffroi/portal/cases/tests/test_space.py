"""The private space: my requests, their documents, my answers; and what a tracking code says."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beffroi.cases import actions
from beffroi.cases.queries import tracking_code_of
from beffroi.cases.tests import small
from beffroi.cases.tests.factories import fresh, move, opened, pdf, residence, taken, work
from beffroi.cases.tests.test_legal_clock import ACCESS, SILENCE
from beffroi.lib import clock
from beffroi.people.rules import cast
from beffroi.portal.cases.words import phase_steps
from tests.support.doors import reads, refused


def url(case, rest: str = "") -> str:
    return f"/mon-espace/dossiers/{case.pk}/{rest}"


@pytest.fixture
def delivered(citizen, clerk):
    return move(taken(opened(citizen), clerk), clerk, "produire")


@pytest.fixture
def asked(citizen, clerk):
    """A request about which Nadia has a question."""
    case = taken(opened(citizen), clerk)
    actions.request_information(actor=clerk, case_id=case.pk, question="Depuis quand ?")
    work()
    return fresh(case)


def test_my_requests_one_or_three_cost_the_same(citizen, at_the_portal):
    browser = at_the_portal()

    def cost() -> int:
        browser.get("/mon-espace/")
        with CaptureQueriesContext(connection) as spent:
            browser.get("/mon-espace/")
        return len(spent)

    first = opened(citizen)
    one = cost()
    for _ in range(2):
        opened(citizen)
    assert cost() == one
    assert first.number in reads(browser.get("/mon-espace/"))


def test_a_request_says_where_it_stands_and_who_acts(citizen, at_the_portal):
    case = opened(citizen)
    words = reads(at_the_portal().get(url(case)))
    assert "C’est à nous d’agir. Vous n’avez rien à faire." in words
    assert "Nous vous répondons au plus tard" in words
    assert cast.ELISE.national_number not in words


def test_a_request_says_what_happens_now_in_the_words_of_its_package(citizen, at_the_portal):
    case = opened(citizen)
    assert "Un agent du service Population traite votre demande." in reads(at_the_portal().get(url(case)))


@pytest.mark.parametrize(
    ("phase", "nature", "steps"),
    [
        ("in_progress", "document", [("Reçue", "done"), ("En cours", "current"), ("Délivrée", "next")]),
        ("in_progress", "report", [("Reçue", "done"), ("En cours", "current"), ("Terminée", "next")]),
        ("delivered", "document", [("Reçue", "done"), ("En cours", "done"), ("Délivrée", "done")]),
        ("closed", "document", [("Reçue", "done"), ("En cours", "done"), ("Terminée", "done")]),
        ("refused", "document", [("Reçue", "done"), ("En cours", "done"), ("Refusée", "current")]),
    ],
)
def test_the_line_of_phases_says_only_what_was(phase, nature, steps):
    found = phase_steps(phase, nature, clock.now(), None)
    assert [(str(one["label"]), one["state"]) for one in found] == steps


def test_what_is_waited_for_and_refused_has_its_own_sign():
    waiting, refused = (
        phase_steps(phase, "document", clock.now(), None) for phase in ("waiting_applicant", "refused")
    )
    assert (waiting[1]["sign"], refused[2]["sign"]) == ("waiting", "refused")


def test_my_document_is_downloaded_at_the_level_it_asks(delivered, at_the_portal):
    paper = delivered.documents.get()
    address = url(delivered, f"documents/{paper.pk}/")
    assert at_the_portal().get(address).content[:5] == b"%PDF-"
    low = at_the_portal(level=100, method="email").get(address)
    assert (low.status_code, "level=" in low["Location"]) == (302, True)


def test_a_stranger_sees_nothing(delivered, stranger, at_the_portal):
    paper = delivered.documents.get()
    other = at_the_portal("tom@demo.example")
    rests = ("", "retirer/", f"documents/{paper.pk}/", f"pieces/{uuid4()}/", f"paiement/{uuid4()}/qr.svg")
    assert {other.get(url(delivered, rest)).status_code for rest in rests} == {404}
    assert {other.post(url(delivered, rest)).status_code for rest in ("repondre/", "retirer/")} == {404}
    assert {Client().get(url(delivered, rest)).status_code for rest in rests} == {302}


def test_a_question_is_answered_with_a_file(asked, at_the_portal):
    browser = at_the_portal()
    assert "Depuis quand ?" in reads(browser.get(url(asked)))
    file = SimpleUploadedFile("bail.pdf", pdf().content.read())
    answer = browser.post(url(asked, "repondre/"), {"text": "Depuis mai.", "files": file}, follow=True)
    assert "Merci, votre réponse est arrivée." in reads(answer)
    assert (fresh(asked).phase, asked.evidence.get().name) == ("in_progress", "bail.pdf")
    again = browser.post(url(asked, "repondre/"), {"text": "Depuis mai."}, follow=True)
    assert "Votre réponse est déjà arrivée." in reads(again)


def test_an_empty_answer_is_said_beside_its_box(asked, at_the_portal):
    browser = at_the_portal()
    for sent in ({}, {"text": " \x00"}, {"files": ""}):
        refused(
            browser.post(url(asked, "repondre/"), sent),
            "Écrivez une réponse ou ajoutez un fichier.",
            "id_text",
        )


def test_a_refused_file_is_said_beside_the_file_and_the_words_stay(asked, at_the_portal):
    file = SimpleUploadedFile("page.pdf", b"<html>")
    answer = at_the_portal().post(url(asked, "repondre/"), {"text": "Depuis mai.", "files": file})
    html = answer.content.decode()
    assert (answer.status_code, 'href="#id_files"' in html, "Depuis mai.</textarea>" in html) == (
        422,
        True,
        True,
    )
    assert fresh(asked).phase == "waiting_applicant"


def test_giving_up_takes_one_confirmation(citizen, at_the_portal):
    case, browser = opened(citizen), at_the_portal()
    assert "Retirer" in reads(browser.get(url(case, "retirer/")))
    assert fresh(case).phase != "withdrawn"
    assert "Votre demande est retirée." in reads(browser.post(url(case, "retirer/"), follow=True))
    assert "Vous avez retiré cette demande." in reads(browser.get(url(case)))


def test_what_is_decided_is_not_given_up(delivered, at_the_portal):
    refused(at_the_portal().post(url(delivered, "retirer/")), "Vous n’avez pas le droit de faire ceci.")


def test_a_tracking_code_shows_phase_and_dates_only(citizen, house):
    case = opened(citizen)
    words = reads(Client().post("/suivi/", {"code": tracking_code_of(case.pk).lower()}))
    assert case.number in words
    for secret in ("Tavernaux", "Élise", "Rue du Pont", cast.ELISE.email, "Inscription"):
        assert secret not in words


def test_what_is_to_pay_comes_with_a_code_for_the_bank(georges, at_the_portal):
    case = opened(georges, residence(cast.GEORGES, motive="banque"))
    browser = at_the_portal(cast.GEORGES.email, level=0, method="")
    page = browser.get(url(case))
    address = re.search(r'src="([^"]+qr\.svg)"', page.content.decode()).group(1)
    picture = browser.get(address)
    assert (picture["Content-Type"], b"<svg" in picture.content) == ("image/svg+xml", True)
    assert "+++" in reads(page)
    assert browser.get(url(case, f"paiement/{uuid4()}/qr.svg")).status_code == 404


def test_the_legal_period_is_told_with_why_it_moved(citizen, clerk, tmp_path, at_the_portal):
    silent = ACCESS + "      silence: granted\n"
    small.publish(tmp_path / "shelf", procedure=silent, workflow=SILENCE % ("granted", "accordee"))
    case, browser = taken(small.apply(citizen), clerk), at_the_portal()
    words = reads(browser.get(url(case)))
    assert "Nous devons décider au plus tard le jeudi 24 décembre." in words
    assert "Sans décision ce jour-là, votre demande est acceptée." in words
    actions.extend_legal_period(actor=clerk, case_id=case.pk, reason="Beaucoup de pièces.")
    words = reads(browser.get(url(case)))
    assert "nous avons demandé plus de temps, jusqu’au vendredi 8 janvier 2027. Beaucoup de pièces." in words
    move(case, clerk, "accorder")
    assert "Le délai que la loi nous donne" not in reads(browser.get(url(case)))
