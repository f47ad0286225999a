"""What the guichet before this one handled can be found and read, and says where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from beffroi.cases import actions
from beffroi.cases.models import Case, ImportedCase
from beffroi.cases.tests import exported, factories, small
from beffroi.journal.models import Consultation
from beffroi.lib.acting import HOUSE
from tests.support.doors import reads

ARCHIVE = "/bureau/dossiers/archive/"


@pytest.fixture
def archived(house: object, tmp_path: Path) -> ImportedCase:
    path = exported.write(tmp_path, exported.closed())
    actions.import_cases(actor=HOUSE, path=path, procedure=factories.RESIDENCE)
    return ImportedCase.objects.get()


def test_the_archive_is_reached_from_the_search_with_what_was_looked_for(archived, at_the_desk):
    browser = at_the_desk()
    assert (
        'href="/bureau/dossiers/archive/?q=demaret"'
        in browser.get("/bureau/dossiers/?q=demaret").content.decode()
    )
    page = reads(browser.get(ARCHIVE, {"q": "demaret"}))
    assert "12-1" in page and "Certificat de résidence" in page and "Délivré" in page
    assert "Aucun dossier importé trouvé" in reads(browser.get(ARCHIVE, {"q": "personne"}))


def test_where_nothing_was_imported_no_link_is_shown(house, at_the_desk):
    assert ARCHIVE not in at_the_desk().get("/bureau/dossiers/").content.decode()


def test_a_case_is_read_whole_and_says_that_it_was_imported(archived, at_the_desk):
    answer = at_the_desk().get(f"{ARCHIVE}{archived.pk}/")
    page = reads(answer)
    for words in (
        "Importé de l’ancien guichet",
        "Ce dossier a été traité sur guichet.exemple.be.",
        "À quoi servira le document ? École",
        "Délivré (importé)",
        "Demande introduite (importé)",
        "Vu & lu",
        "Dossier importé de l’ancien guichet",
        "certificat.pdf",
    ):
        assert words in page, page
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    assert "<form" not in main


def test_a_look_is_recorded_and_a_file_is_shown(archived, at_the_desk):
    browser, piece = at_the_desk(), archived.pieces.first()
    browser.get(f"{ARCHIVE}{archived.pk}/")
    answer = browser.get(f"{ARCHIVE}{archived.pk}/pieces/{piece.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    looks = Consultation.objects.values_list("screen", "reason")
    assert sorted(looks) == [("desk.archived", "dossier 12-1"), ("imported_piece", "dossier 12-1")]


def test_another_department_finds_and_opens_nothing(archived, at_the_desk):
    browser, piece = at_the_desk("redaction@demo.example"), archived.pieces.first()
    assert "12-1" not in reads(browser.get(ARCHIVE))
    addresses = (f"{ARCHIVE}{archived.pk}/", f"{ARCHIVE}{archived.pk}/pieces/{piece.pk}/")
    assert [browser.get(address).status_code for address in addresses] == [404, 404]


def test_what_ends_there_is_announced_with_its_last_day(house, at_the_desk, tmp_path):
    mapping = tmp_path / "suite.yaml"
    mapping.write_text('statuses: {"2": {stays_until: 2026-12-31}}')
    path = exported.write(tmp_path, exported.open_datum(1), exported.open_datum(2))
    actions.import_cases(actor=HOUSE, path=path, procedure=factories.RESIDENCE, mapping=mapping)
    page = reads(at_the_desk().get(ARCHIVE))
    assert "Certificat de résidence : 2 dossiers, au plus tard le jeudi 31 décembre" in page
    assert "finissent encore" not in reads(at_the_desk("redaction@demo.example").get(ARCHIVE))


def test_a_case_that_was_taken_over_shows_its_old_number_and_its_history(house, at_the_desk, tmp_path):
    small.publish(tmp_path / "shelf")
    mapping = tmp_path / "suite.yaml"
    mapping.write_text('statuses: {"2": examen}')
    fields = {"neuf": True, "prix": "1200", "courriel": "elise@exemple.be"}
    path = exported.write(tmp_path, exported.open_datum(2, fields=fields))
    actions.import_cases(actor=HOUSE, path=path, procedure="prime", mapping=mapping)
    page = reads(at_the_desk().get(f"/bureau/dossiers/{Case.objects.get().pk}/"))
    for words in (
        "Numéro de l’ancien guichet 12-2",
        "Dossier repris de l’ancien guichet",
        "Étape importée de l’ancien guichet",
    ):
        assert words in page, page
