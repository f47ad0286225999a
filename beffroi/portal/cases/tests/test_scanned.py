"""A commune with a virus scanner: what the person reads, and what they keep of their page."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beffroi.cases import actions
from beffroi.cases.models import Draft, DraftFile, Evidence
from beffroi.cases.tests.factories import fresh, opened, taken, work
from beffroi.documents.models import File
from beffroi.documents.tests.factories import pdf
from beffroi.documents.tests.scanners import EICAR, holding
from beffroi.documents.tests.scanners import scanner as scanner  # the fixture
from tests.support.doors import reads, refused, summary

from .test_form import begin, fill
from .test_uploading import give

VIRUS = "Un virus a été trouvé dans ce fichier : il n’a pas été gardé."
SILENT = "Le contrôle antivirus ne répond pas pour le moment. Réessayez dans quelques minutes."
PAGE = {"personne-given_names": "Fictif", "personne-family_name": "Delvigne"}


@pytest.fixture
def client(house) -> Client:
    return Client()


@pytest.fixture
def draft(client) -> str:
    """On the page of the person whom one represents."""
    draft = begin(client)
    fill(client, draft, {"pour_qui": {"pour_qui": "represente", "motif": "pension"}})
    return draft


def page(client: Client, draft: str, *contents: bytes):
    """What a browser without script sends: the page with its files."""
    files = [SimpleUploadedFile(f"preuve-{n}.pdf", content) for n, content in enumerate(contents, 1)]
    return client.post(f"{draft}page/personne/", {**PAGE, "preuve_qualite": files})


def names() -> list[str]:
    return list(DraftFile.objects.order_by("name").values_list("name", flat=True))


def test_a_virus_is_told_beside_its_question_and_the_rest_of_the_page_stays(client, draft, scanner):
    answer = page(client, draft, pdf(), holding(EICAR))
    said = dict(summary(answer))
    assert (answer.status_code, said["#id_preuve_qualite"].startswith(VIRUS)) == (422, True)
    assert (names(), File.objects.count()) == (["preuve-1.pdf"], 1)
    again = client.get(f"{draft}page/personne/")
    assert "preuve-1.pdf" in reads(again)
    assert 'value="Delvigne"' in again.content.decode()


def test_the_script_is_told_the_same(client, draft, scanner):
    answer = give(client, draft, "preuve.pdf", holding(EICAR))
    assert (answer.status_code, answer.json()["said"].startswith(VIRUS)) == (422, True)
    assert (give(client, draft, "preuve.pdf", pdf()).status_code, names()) == (200, ["preuve.pdf"])


def test_while_the_scanner_is_silent_files_wait_at_home_and_answers_are_kept(client, draft, scanner):
    scanner.kill()
    answer = page(client, draft, pdf())
    assert (answer.status_code, dict(summary(answer))["#id_preuve_qualite"]) == (422, SILENT)
    assert (names(), 'value="Delvigne"' in answer.content.decode()) == ([], True)
    scanner.start()
    page(client, draft, pdf())
    assert (names(), Draft.objects.get().answers["preuve_qualite"]) == (
        ["preuve-1.pdf"],
        [str(DraftFile.objects.get().pk)],
    )


def test_an_answer_to_the_desk_loses_no_word_to_a_virus(citizen, clerk, at_the_portal, scanner):
    case = taken(opened(citizen), clerk)
    actions.request_information(actor=clerk, case_id=case.pk, question="Depuis quand ?")
    work()
    sent = {"text": "Depuis mai.", "files": SimpleUploadedFile("preuve.pdf", holding(EICAR))}
    browser = at_the_portal()
    answer = browser.post(f"/mon-espace/dossiers/{case.pk}/repondre/", sent)
    refused(answer, f"{VIRUS} Vérifiez votre appareil, puis envoyez un fichier sain.", "id_files")
    assert "Depuis mai." in reads(answer)
    assert (fresh(case).phase, Evidence.objects.count()) == ("waiting_applicant", 0)
