"""Paper forms at the counter: printed for who asks, found again by the code when they come back filled in."""

from __future__ import annotations

import pytest

from beffroi.procedures.models import ProcedureVersion
from tests.support.doors import reads, refused

FORMS = "/bureau/papier/"
BIRTH = f"{FORMS}acte-de-naissance/1/"


def test_every_procedure_can_be_printed_in_every_language(at_the_desk):
    browser = at_the_desk()
    html = browser.get(FORMS).content.decode()
    for language in ("fr", "nl", "de", "en"):
        assert f'href="{BIRTH}{language}.pdf"' in html
        printed = browser.get(f"{BIRTH}{language}.pdf")
        assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize("typed", ["acte-de-naissance 1", " Acte-de-naissance / V1 ", "acte-de-naissance, 1"])
def test_a_code_that_is_typed_opens_its_procedure_and_version(at_the_desk, typed: str):
    answer = at_the_desk().get(FORMS, {"code": typed})
    assert (answer.status_code, answer["Location"]) == (302, BIRTH)


@pytest.mark.parametrize(
    "typed", ["acte-de-naissance", "acte-de-naissance 99", "rien 1", "\x00 1", "x" * 5000, "1 1"]
)
def test_a_code_that_says_nothing_is_refused_beside_its_field(at_the_desk, typed: str):
    words = "Ce code n’existe pas. Recopiez-le du formulaire, par exemple acte-de-naissance 1."
    refused(at_the_desk().get(FORMS, {"code": typed}), words, "id_code")


def test_the_page_of_a_form_says_its_version_and_what_is_asked(at_the_desk):
    text = reads(at_the_desk().get(BIRTH))
    for words in ("Formulaire papier de la version 1", "1. De qui est l’acte de naissance ?", "Partie"):
        assert (words in text) == (words != "Partie")
    assert "d’une version plus ancienne" not in text


def test_an_older_form_says_that_another_version_is_in_force(at_the_desk):
    first = ProcedureVersion.objects.get(procedure__slug="acte-de-naissance", number=1)
    second = ProcedureVersion.objects.create(
        procedure=first.procedure,
        number=2,
        fingerprint="2" * 64,
        canonical=first.canonical,
        published_at=first.published_at,
    )
    first.procedure.in_force = second
    first.procedure.save()
    text = reads(at_the_desk().get(BIRTH))
    assert "Ce formulaire est d’une version plus ancienne La version 2 est en vigueur" in text


@pytest.mark.parametrize(
    "rest", ["rien/1/", "acte-de-naissance/99/", "acte-de-naissance/1/xx.pdf", "rien/1/fr.pdf"]
)
def test_what_does_not_exist(at_the_desk, rest: str):
    assert at_the_desk().get(f"{FORMS}{rest}").status_code == 404


def test_the_code_leads_nobody_else_anywhere(client, house):
    assert client.get(BIRTH)["Location"].startswith("/bureau/connexion/")
