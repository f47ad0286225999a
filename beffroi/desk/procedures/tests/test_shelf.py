"""The shelf at the desk: who sees it, what it says, and a preview that stores nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.cases.models import Case, Draft
from beffroi.cases.tests.factories import BIRTH, RESIDENCE, contact, opened, residence
from beffroi.journal.models import Event
from beffroi.lib.acting import HOUSE
from beffroi.people.rules import cast
from beffroi.procedures import actions, queries
from tests.support.doors import reads, refused

LIST = "/bureau/demarches/"
HERE = f"{LIST}{RESIDENCE}/"
V1 = f"{HERE}v1/"


@pytest.fixture
def helene(at_the_desk):
    """Hélène, who keeps the procedures."""
    return at_the_desk("gestion@demo.example")


@pytest.mark.parametrize("email", ["agent@demo.example", "chef@demo.example", "caisse@demo.example"])
def test_only_managers_come_in(at_the_desk, email):
    browser = at_the_desk(email)
    assert {browser.get(url).status_code for url in (LIST, HERE, V1, f"{V1}exemples/")} == {404}
    assert LIST not in browser.get("/bureau/").content.decode()


def test_the_list_says_what_is_in_force_and_how_many_cases_are_open(georges, helene):
    for _ in range(2):
        opened(georges, residence(cast.GEORGES))
    words = reads(helene.get(LIST))
    assert "Certificat de résidence version 1 24 novembre 2 dossiers version 1" in words
    assert "Acte de naissance version 1 24 novembre aucun" in words


def test_one_open_case_or_three_cost_the_same(georges, helene, django_assert_num_queries):
    opened(georges, residence(cast.GEORGES))
    helene.get(LIST), helene.get(HERE)
    for url in (LIST, HERE):
        with CaptureQueriesContext(connection) as one:
            helene.get(url)
        for _ in range(2):
            opened(georges, residence(cast.GEORGES))
        with django_assert_num_queries(len(one)):
            helene.get(url)


def test_a_full_count_says_so(georges, helene, monkeypatch):
    monkeypatch.setattr("beffroi.cases.queries.desk.COUNT_CAP", 1)
    monkeypatch.setattr("beffroi.cases.queries.COUNT_CAP", 1)
    for _ in range(3):
        opened(georges, residence(cast.GEORGES))
    assert "plus de 1 dossier version 1" in reads(helene.get(LIST))


def test_a_procedure_shows_its_versions(helene):
    version = queries.version_in_force(RESIDENCE)
    words = reads(helene.get(HERE))
    assert (
        f"Version 1 en vigueur aujourd’hui à 10 h le catalogue {version.fingerprint[:12]} 0 dossier" in words
    )


def test_a_version_shows_its_workflow_as_a_picture_and_as_a_list(helene):
    page = helene.get(V1)
    assert "La vérification ne trouve rien à corriger." in reads(page)
    assert "À traiter En cours Vérifier la demande et produire le certificat" in reads(page)
    assert f'src="{V1}circuit.svg"' in page.content.decode()
    picture = helene.get(f"{V1}circuit.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<svg")


def test_the_examples_are_played(helene):
    words = reads(helene.get(f"{V1}exemples/"))
    assert "6 exemples sur 6 se déroulent comme écrit." in words
    assert "par la poste" in words


@pytest.mark.parametrize("url", [f"{LIST}rien/", f"{HERE}v9/", f"{HERE}v0/", f"{V1}apercu/autre/pour_qui/"])
def test_what_does_not_exist_is_not_found(helene, url):
    assert helene.get(url).status_code == 404


# --- the preview


def stored() -> tuple[int, int, int]:
    return Draft.objects.count(), Case.objects.count(), Event.objects.count()


def go_on(browser, url, typed, **files):
    """Press the button of a page, follow to the next."""
    answer = browser.post(url, {**typed, **files})
    assert answer.status_code == 302, reads(answer)
    return answer["Location"]


def test_a_citizen_preview_goes_to_the_end_and_stores_nothing(helene):
    before = stored()
    start = helene.get(f"{V1}apercu/citoyen/")
    assert "Aperçu : rien n’est enregistré" in reads(start)
    assert "portal:begin" not in start.content.decode() and "/commencer/" not in start.content.decode()
    url = f"{V1}apercu/citoyen/pour_qui/"
    assert "data-keep" not in helene.get(url).content.decode()
    refused(helene.post(url, {"pour_qui": "moi"}), "Choisissez une réponse.", "id_motif")
    url = go_on(helene, url, {"pour_qui": "moi", "motif": "banque"})
    url = go_on(helene, url, contact())
    url = go_on(helene, url, {"mode": "poste", "exemplaires": "2"})
    check = helene.get(url)
    assert "Total à payer 10,50 €" in reads(check), reads(check)
    assert cast.ELISE.national_number not in url
    done = helene.post(url, {}, follow=True)
    assert "Rien n’est enregistré." in reads(done)
    assert stored() == before


def test_who_is_not_entitled_meets_the_exit_page(helene):
    url = go_on(helene, f"{V1}apercu/citoyen/pour_qui/", {"pour_qui": "autre", "motif": "notaire"})
    assert "Nous ne pouvons pas donner ce document à une autre personne" in reads(helene.get(url))


def test_a_file_is_known_by_its_name_and_let_go(helene, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = go_on(helene, f"{V1}apercu/citoyen/pour_qui/", {"pour_qui": "represente", "motif": "notaire"})
    whose = {
        "personne-given_names": "Louise",
        "personne-family_name": "Ronvaux",
        "personne-birth_date-day": "3",
        "personne-birth_date-month": "5",
        "personne-birth_date-year": "2014",
        "numero_personne": cast.LOUISE.national_number,
    }
    refused(helene.post(url, whose), "Ajoutez un fichier.", "id_preuve_qualite")
    url = go_on(helene, url, whose, preuve_qualite=SimpleUploadedFile("jugement.pdf", b"%PDF-1.7"))
    url = go_on(helene, url, contact())
    url = go_on(helene, url, {"mode": "guichet"})
    assert "jugement.pdf" in reads(helene.get(url))


@pytest.mark.parametrize("token", ["", "n-importe-quoi", "eyJhIjoxfQ:1abc:def"])
def test_forged_answers_are_no_answers(helene, token):
    answer = helene.get(f"{V1}apercu/citoyen/coordonnees/", {"reponses": token})
    assert (answer.status_code, "Qui êtes-vous" in reads(answer)) == (200, True)


def test_an_agent_sees_what_there_is_to_do_in_each_status(helene):
    words = reads(helene.get(f"{V1}apercu/agent/?etape=a_traiter"))
    assert "À faire : Vérifier la demande et produire le certificat" in words
    assert "Produire le certificat" in words and "Motif de la décision" in words
    assert "À quoi servira le document ?" in words
    assert "Rien : cette étape avance par elle-même" in reads(helene.get(f"{V1}apercu/agent/?etape=recue"))


def test_every_procedure_can_be_previewed(helene):
    for slug in (RESIDENCE, BIRTH, "composition-de-menage", "acte-de-mariage"):
        for audience in ("citoyen", "agent"):
            assert helene.get(f"{LIST}{slug}/v1/apercu/{audience}/").status_code == 200


def test_an_amount_that_ends_soon_is_announced_where_what_follows_is_set(helene):
    days = {name: date(2025, 11, 13) for name in ("voted_on", "approved_on", "published_on", "binds_on")}
    actions.set_option(
        actor=HOUSE,
        slug=RESIDENCE,
        key="taxe_document",
        value=400,
        valid_from=date(2026, 2, 1),
        valid_to=date(2026, 12, 31),
        legal_reference="Conseil communal du 13 novembre 2025",
        **days,
    )
    for url in (LIST, HERE):
        page = helene.get(url)
        assert "finit le 31 décembre et rien ne le suit." in reads(page)
        assert f'href="{HERE}valeurs/"' in page.content.decode()


def test_a_page_that_the_form_has_not_leads_the_preview_to_its_first(helene):
    url = f"{V1}apercu/citoyen/rien/"
    for answer in (helene.get(url), helene.post(url, {})):
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{V1}apercu/citoyen/pour_qui/?")
