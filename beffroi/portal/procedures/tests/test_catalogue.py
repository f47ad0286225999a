"""The catalogue, and "do you have what you need" before each procedure."""

from __future__ import annotations

import io
import re
import shutil

import pikepdf
import pytest
from django.conf import settings
from django.test import Client

from beffroi.cases.models import Draft
from beffroi.documents import actions as documents
from beffroi.journal.actions import run_due_jobs
from beffroi.procedures.actions import load_catalogue
from tests.support.doors import reads

pytestmark = pytest.mark.usefixtures("house")


def test_every_procedure_is_there():
    html = Client().get("/demarches/").content.decode()
    for slug in ("acte-de-naissance", "acte-de-mariage", "composition-de-menage", "certificat-de-residence"):
        assert f'href="/demarches/{slug}/"' in html


@pytest.mark.parametrize("typed", ["ménage", "menage", "composision de menage"])
def test_a_search_forgives_accents_and_typing_errors(typed):
    html = Client().get("/demarches/", {"q": typed}).content.decode()
    assert 'href="/demarches/composition-de-menage/"' in html


@pytest.mark.parametrize("typed", ["xylophone", "\x00", "?" * 5000, "<script>"])
def test_whatever_is_typed_the_page_answers(typed):
    answer = Client().get("/demarches/", {"q": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("<main")[1].split("</main>")[0].replace(
        "<script src", ""
    )


@pytest.mark.parametrize("slug", ["composition-de-menage", "certificat-de-residence"])
def test_the_free_federal_route_comes_first(slug):
    answer = Client().get(f"/demarches/{slug}/")
    html = answer.content.decode()
    assert html.index("mondossier.rrn.fgov.be") < html.index("Commencer")
    for question in ("Qui peut demander ?", "Combien ?", "Quand ?", "Il vous faut", "Ce que dit la loi"):
        assert question in reads(answer)


def test_beginning_takes_a_button_and_makes_one_draft():
    client = Client()
    assert client.get("/demarches/acte-de-naissance/commencer/").status_code == 405
    begun = client.post("/demarches/acte-de-naissance/commencer/", follow=True)
    assert (begun.status_code, Draft.objects.count()) == (200, 1)


def test_a_visitor_without_account_begins_so_many_and_no_more(clock):
    """Sixty in ten minutes are enough for a public computer room; more would only fill the disk."""
    client = Client()
    for _ in range(61):
        begun = client.post("/demarches/acte-de-naissance/commencer/")
    told = client.get(begun["Location"])
    assert (Draft.objects.count(), begun["Location"]) == (60, "/demarches/acte-de-naissance/")
    assert "Trop d’essais. Attendez quelques minutes, puis recommencez." in reads(told)


@pytest.mark.parametrize("rest", ["", "commencer/", "circuit.svg"])
def test_an_unknown_procedure(rest):
    client = Client()
    answer = (
        client.post(f"/demarches/rien/{rest}")
        if rest == "commencer/"
        else client.get(f"/demarches/rien/{rest}")
    )
    assert answer.status_code == 404


def test_the_drawing_of_the_workflow():
    answer = Client().get("/demarches/acte-de-naissance/circuit.svg")
    assert (answer["Content-Type"], answer.content[:4]) == ("image/svg+xml", b"<svg")


def test_one_more_procedure_is_one_more_folder(tmp_path, client):
    """Nothing outside the folder changes: it is published, found, presented and begun."""
    folder = tmp_path / "acte-de-xylographie"
    shutil.copytree(settings.ROOT / "catalogue" / "acte-de-mariage", folder)
    for path in folder.rglob("*.yaml"):
        text = path.read_text().replace("acte-de-mariage", folder.name)
        path.write_text(re.sub(r"\bActe de mariage\b", "Acte de xylographie", text))
    report = load_catalogue([settings.ROOT / "catalogue", tmp_path])
    assert (report.published, report.problems) == ([folder.name], {})
    while run_due_jobs(worker="test"):
        pass
    assert "Acte de xylographie" in reads(client.get("/demarches/", {"q": "xylographie"}))
    begun = client.post(f"/demarches/{folder.name}/commencer/", follow=True)
    assert (begun.status_code, Draft.objects.get().version.procedure.slug) == (200, folder.name)


def test_a_procedure_is_offered_on_paper_in_the_language_of_the_page():
    client = Client()
    assert (
        "/demarches/acte-de-naissance/formulaire.pdf"
        in client.get("/demarches/acte-de-naissance/").content.decode()
    )
    printed = client.get("/demarches/acte-de-naissance/formulaire.pdf", headers={"accept-language": "nl"})
    with pikepdf.open(io.BytesIO(printed.content)) as pdf:
        assert (printed["Content-Type"], str(pdf.Root.Lang)) == ("application/pdf", "nl")
    assert client.get("/demarches/rien/formulaire.pdf").status_code == 404


def test_a_form_that_cannot_be_set_is_told_on_its_page(monkeypatch):
    def fail(**_: object) -> bytes:
        raise documents.FormNotSet

    monkeypatch.setattr(documents, "render_form", fail)
    told = Client().get("/demarches/acte-de-naissance/formulaire.pdf", follow=True)
    assert "Ce formulaire ne peut pas être imprimé pour le moment." in reads(told)
