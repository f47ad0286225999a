"""Searching the site: pages and procedures together, and a person where nothing is found."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.doors import reads

pytestmark = pytest.mark.usefixtures("house")


@pytest.mark.parametrize("typed", ["acte de naissance", "act de naissence", "ACTE NAISSANCE"])
def test_a_procedure_is_found_typing_errors_forgiven(typed):
    answer = Client().get("/recherche/", {"q": typed})
    assert 'href="/demarches/acte-de-naissance/"' in answer.content.decode()


def test_pages_are_found_by_their_words():
    answer = Client().get("/recherche/", {"q": "accessibilité"})
    assert 'href="/accessibilite/"' in answer.content.decode()


def test_no_result_leads_to_a_person():
    answer = Client().get("/recherche/", {"q": "xylophone"})
    assert "Nous n’avons rien trouvé" in reads(answer)
    assert 'href="tel:' in answer.content.decode()
    assert "une personne vous répond" in reads(answer)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\x00",
        "a" * 5000,
        "%",
        "'; DROP TABLE",
        "«»“”’",
        "\ud800".encode("utf-8", "replace").decode(),
    ],
)
def test_whatever_is_typed_the_page_answers(typed):
    assert Client().get("/recherche/", {"q": typed}).status_code == 200
