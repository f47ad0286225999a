"""Files in answer to a question of the desk: they go one by one, and are the person's own until the answer is sent."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beffroi.cases import actions
from beffroi.cases.models import AnswerFile, Evidence
from beffroi.cases.tests.factories import fresh, opened, taken, work
from beffroi.documents.models import File
from beffroi.documents.tests.factories import pdf, photograph
from tests.support.doors import reads, refused, sign_out


@pytest.fixture
def asked(citizen, clerk):
    """A request about which Nadia has a question."""
    case = taken(opened(citizen), clerk)
    actions.request_information(actor=clerk, case_id=case.pk, question="Depuis quand ?")
    work()
    return fresh(case)


@pytest.fixture
def browser(at_the_portal) -> Client:
    return at_the_portal()


def url(case, rest: str = "") -> str:
    return f"/mon-espace/dossiers/{case.pk}/{rest}"


def named(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content)


def give(browser: Client, case, name: str = "bail.pdf", content: bytes | None = None):
    """What the script sends for one file."""
    return browser.post(url(case, "repondre/fichier/"), {"files": named(name, content)})


def kept() -> list[str]:
    return list(AnswerFile.objects.values_list("name", flat=True))


def test_a_file_is_kept_before_the_answer_and_sent_with_it(asked, browser, clerk):
    answer = give(browser, asked)
    assert (answer.status_code, answer.json()["said"]) == (200, "bail.pdf est ajouté.")
    assert "bail.pdf" in answer.json()["html"]
    assert "bail.pdf" in reads(browser.get(url(asked)))
    assert Evidence.objects.count() == 0, "the desk sees nothing yet"
    browser.post(url(asked, "repondre/"), {"text": "", "files": named("page-2.pdf")})
    assert (fresh(asked).phase, kept()) == ("in_progress", [])
    assert [piece.name for piece in asked.evidence.all()] == ["bail.pdf", "page-2.pdf"]
    assert File.objects.filter(purpose="evidence").count() == 2


def test_a_photograph_of_a_telephone_is_converted_and_it_is_said(asked, browser):
    said = give(browser, asked, "IMG_1.HEIC", photograph("HEIF")).json()
    assert said["said"] == (
        "IMG_1.jpg est ajouté. Photo convertie en JPEG, pour que tout le monde puisse l’ouvrir."
    )
    assert "Photo convertie en JPEG" in reads(browser.get(url(asked)))


def test_a_file_that_is_refused_takes_no_other_with_it(asked, browser):
    sent = {"text": "Depuis mai.", "files": [named("bail.pdf"), named("vide.pdf", b"<html>")]}
    answer = browser.post(url(asked, "repondre/"), sent)
    assert (answer.status_code, "Depuis mai." in reads(answer), kept()) == (422, True, ["bail.pdf"])
    answer = give(browser, asked, "vide.pdf", b"")
    assert (answer.status_code, answer.json()["said"].startswith("Ce fichier est vide.")) == (422, True)
    assert 'aria-invalid="true"' in answer.json()["html"]
    browser.post(url(asked, "repondre/"), {"text": "Depuis mai."})
    assert asked.evidence.get().name == "bail.pdf"


def test_a_file_is_taken_out_and_the_words_stay(asked, browser):
    give(browser, asked)
    chosen = {"text": "Depuis mai.", "remove_file": f"files:{AnswerFile.objects.get().pk}"}
    answer = browser.post(url(asked, "repondre/"), chosen)
    assert ("Depuis mai." in reads(answer), "bail.pdf" in reads(answer)) == (True, False)
    assert (fresh(asked).phase, kept()) == ("waiting_applicant", [])
    assert not File.objects.filter(purpose="evidence").exists()
    assert "Ce fichier n’est plus là." in reads(browser.post(url(asked, "repondre/"), chosen))


def test_an_answer_takes_ten_files(asked, browser):
    files = [named(f"page-{number}.pdf") for number in range(11)]
    answer = browser.post(url(asked, "repondre/"), {"text": "Voici", "files": files})
    refused(answer, "Gardez 10 fichiers au plus.", "id_files")
    assert len(kept()) == 10
    assert give(browser, asked).json()["said"] == "Gardez 10 fichiers au plus."


def test_what_was_kept_goes_when_nobody_can_answer_any_more(asked, browser, clerk, citizen):
    give(browser, asked)
    actions.withdraw_case(actor=citizen, case_id=asked.pk)
    assert (kept(), File.objects.filter(purpose="evidence").count()) == ([], 0)
    answer = give(browser, asked)
    assert (answer.status_code, answer.json()["said"]) == (410, "Cette question n’attend plus de réponse.")


def test_only_the_applicant_gives_and_takes_out_files(asked, browser, stranger, at_the_portal):
    give(browser, asked)
    other = at_the_portal("tom@demo.example")
    assert give(other, asked).status_code == 401
    assert other.post(url(asked, "repondre/"), {"remove_file": f"files:{uuid4()}"}).status_code == 404
    sign_out(browser)
    lapsed = give(browser, asked)
    assert (lapsed.status_code, lapsed.json()["link"]["url"].startswith("/")) == (401, True)
    assert kept() == ["bail.pdf"]
