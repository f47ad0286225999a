"""The visa of the data protection officer and the register of processing, on the screens of the desk."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from beffroi.cases.policies import department_cases
from beffroi.cases.tests.factories import desk
from beffroi.lib.acting import HOUSE
from beffroi.procedures import actions, queries
from beffroi.procedures.models import Visa
from beffroi.procedures.rules.editing import Edit
from beffroi.procedures.tests.factories import write_package
from tests.support.doors import reads, refused

VISA, REGISTER = reverse("desk:procedure_visa", args=["prime"]), reverse("desk:register_of_processing")
FILE = reverse("desk:register_of_processing_csv")
DRAFT, PUBLISH = (
    reverse("desk:procedure_version", args=["prime", 0]),
    reverse("desk:procedure_publish", args=["prime"]),
)
HEALTH = {
    "name": "sante",
    "type": "yes_no",
    "label": "Êtes-vous malade ?",
    "required": False,
    "personal": {"category": "special", "purpose": "Vous aider."},
}


@pytest.fixture
def helene(at_the_desk):
    """Hélène, who keeps the procedures."""
    return at_the_desk("gestion@demo.example")


@pytest.fixture
def solange(at_the_desk):
    """Solange, the data protection officer."""
    return at_the_desk("dpo@demo.example")


@pytest.fixture
def draft(house, tmp_path, monkeypatch):
    """A version that asks for something special."""
    monkeypatch.setattr(settings, "CATALOGUE_DIRS", [tmp_path])
    actions.publish_version(actor=HOUSE, path=write_package(tmp_path))
    edit = Edit("add", ("form", "pages", "velo", "fields"), HEALTH)
    return actions.edit_version(actor=desk("gestion@demo.example"), slug="prime", edit=edit)


def sent(draft, **more):
    return {"fingerprint": queries.draft_visa(draft).fingerprint, **more}


def test_who_prepares_is_told_what_needs_the_visa_and_cannot_publish(helene, draft):
    page = reads(helene.get(DRAFT))
    assert "Cette version demande le visa du délégué à la protection des données" in page
    assert "Une donnée d’une catégorie particulière est demandée : Êtes-vous malade ?" in page
    reply = helene.post(PUBLISH, {"revision": draft.revision})
    refused(reply, "avant d’être publiée")
    assert "Donner le visa" not in reads(helene.get(VISA))
    assert helene.post(VISA, sent(draft, give="1")).status_code == 404


def test_the_officer_reads_what_changes_and_gives_the_visa(helene, solange, draft):
    assert "Prime vélo" in reads(solange.get(REGISTER))
    page = reads(solange.get(VISA))
    assert (
        "nouveau Êtes-vous malade ? (catégorie particulière, articles 9 et 10 du RGPD) : Vous aider." in page
    )
    reply = solange.post(VISA, sent(draft, give="1", remark="Vu."), follow=True)
    assert "Le visa est donné." in reads(reply)
    assert "Aucune version n’attend de visa." in reads(reply)
    assert "Solange Mirvaux" in reads(helene.get(DRAFT))
    assert helene.post(PUBLISH, {"revision": draft.revision}).status_code == 302
    assert "Visa : Solange Mirvaux, le" in reads(solange.get(REGISTER))


def test_a_refusal_needs_its_remark_which_who_prepares_reads(helene, solange, draft):
    reply = solange.post(VISA, sent(draft, refuse="1"))
    refused(reply, "Dites ce qui doit changer avant que vous donniez le visa.", "id_remark")
    solange.post(VISA, sent(draft, refuse="1", remark="À quoi cela sert-il ?"))
    assert "À quoi cela sert-il ?" in reads(helene.get(DRAFT))
    assert "a été refusé : À quoi cela sert-il ?" in reads(helene.post(PUBLISH, {"revision": draft.revision}))


def test_what_changed_meanwhile_is_read_again(solange, draft):
    reply = solange.post(VISA, {"fingerprint": "0" * 64, "give": "1"})
    refused(reply, "Relisez-la.")
    assert not Visa.objects.filter(said_by__isnull=False).exists()


def test_the_register_is_a_page_and_a_file(solange, house):
    page = reads(solange.get(REGISTER))
    assert "Nous traitons votre demande et délivrons le document." in page
    assert "fictif, pour la démonstration" in page
    reply = solange.get(FILE)
    assert reply["Content-Type"] == "text/csv; charset=utf-8"
    lines = reply.content.decode("utf-8-sig")
    assert lines.startswith("Responsable du traitement;")
    assert "registre national" in lines or "numéro national" in lines


@pytest.mark.parametrize("email", ["agent@demo.example", "redaction@demo.example", "caisse@demo.example"])
def test_others_do_not_see_them(at_the_desk, draft, email):
    browser = at_the_desk(email)
    for path in (VISA, REGISTER, FILE):
        assert browser.get(path).status_code in (302, 404), path


def test_the_officer_meets_no_case(solange, house):
    assert desk("dpo@demo.example").departments == frozenset()
    assert not department_cases(desk("dpo@demo.example")).exists()
    assert "Protection des données" in reads(solange.get(REGISTER))
    assert "Courrier" not in reads(solange.get(REGISTER))
