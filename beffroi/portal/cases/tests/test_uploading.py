"""A file goes as soon as it is chosen: what the script is answered."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beffroi.documents.tests.factories import pdf
from tests.support.doors import sign_out

from .test_form import begin, fill


@pytest.fixture
def client(house) -> Client:
    return Client()


@pytest.fixture
def draft(client) -> str:
    """On the page of the person whom one represents."""
    draft = begin(client)
    fill(client, draft, {"pour_qui": {"pour_qui": "represente", "motif": "pension"}})
    return draft


def give(client: Client, draft: str, name: str, content: bytes):
    """What the script sends for one file."""
    file = SimpleUploadedFile(name, content)
    return client.post(f"{draft}page/personne/fichier/", {"preuve_qualite": file})


def test_the_question_comes_back_with_the_file(client, draft):
    answer = give(client, draft, "jugement.pdf", pdf())
    assert (answer.status_code, answer.json()["said"]) == (200, "jugement.pdf est ajouté.")
    assert "jugement.pdf" in answer.json()["html"]
    assert "jugement.pdf" in client.get(f"{draft}page/personne/").content.decode()


def test_a_file_that_is_refused_says_why_beside_its_question(client, draft):
    answer = give(client, draft, "vide.pdf", b"")
    assert (answer.status_code, answer.json()["said"].startswith("Ce fichier est vide.")) == (422, True)
    assert 'aria-invalid="true"' in answer.json()["html"]


def test_a_lapsed_session_is_told_with_the_way_back(client, draft):
    sign_out(client)
    answer = give(client, draft, "jugement.pdf", pdf())
    assert (answer.status_code, answer.json()["link"]["url"][:22]) == (
        401,
        "/reprendre/?demande=" + draft[9:11],
    )


def test_nothing_chosen_is_nothing_added(client, draft):
    assert client.post(f"{draft}page/personne/fichier/").status_code == 422


@pytest.mark.parametrize("page", ["inconnue", "remise"])
def test_a_page_that_does_not_ask_for_it_takes_no_file(client, draft, page):
    file = {"preuve_qualite": SimpleUploadedFile("jugement.pdf", pdf())}
    assert client.post(f"{draft}page/{page}/fichier/", file).status_code == 422
    assert "jugement.pdf" not in client.get(f"{draft}page/personne/").content.decode()
