"""An acte de naissance comes from the national bank of acts, and reaches the citizen byte for byte."""

from __future__ import annotations

from hashlib import sha256

import pytest

from beffroi.cases.models import CaseDocument
from beffroi.documents.connectors.baec.simulated import specimen

from .house import apart, words_of
from .steps import case_number, come_in, save, take

pytestmark = pytest.mark.browser


@pytest.fixture
def registrar(clerk):
    """The clerk of the demonstration, who serves État civil too."""
    return clerk


def test_found_in_the_bank_and_handed_over_unchanged(house, citizen, registrar, tmp_path):
    number = order_birth_act(citizen, "Bastien Ronvaux")
    house.work()
    take(registrar, number)
    registrar.press("Demander l’acte à la BAEC")
    house.work()
    take(registrar, number)
    registrar.press("Délivrer l’acte")
    house.work()

    citizen.page.reload()
    got = save(citizen, "Acte de naissance", tmp_path).read_bytes()
    kept = CaseDocument.objects.select_related("document__file").get(case__number=number).document
    assert (kept.origin, kept.file.sha256) == ("baec", sha256(got).hexdigest())


def test_still_on_paper_then_taken_in_at_the_desk(house, citizen, registrar, tmp_path):
    number = order_birth_act(citizen, "Georges Brusart")
    house.work()
    take(registrar, number)
    registrar.press("Demander l’acte à la BAEC")
    house.work()
    citizen.page.reload()
    assert "Nous attendons" in citizen.reads()
    assert "L’acte est ancien" in words_of(house.mails("georges@demo.example")[-1])

    sent = apart(lambda: specimen("baec", "Acte de naissance", [("Nom", "Brusart")]))
    (paper := tmp_path / "acte.pdf").write_bytes(sent)
    registrar.open("/bureau/dossiers/?q=" + number)
    registrar.follow(number)
    registrar.press("Reprendre la demande en main")
    registrar.press("Prendre")
    registrar.page.get_by_text("Déposer un document déjà scellé").click()
    registrar.give("Le document PDF, tel que vous l’avez reçu", paper)
    registrar.press("Déposer")
    registrar.sees("Le document est au dossier, tel qu’il a été reçu.")
    house.work()
    take(registrar, number)
    registrar.press("Délivrer l’acte")
    house.work()

    citizen.page.reload()
    assert save(citizen, "Acte de naissance", tmp_path).read_bytes() == sent


def order_birth_act(someone, name):
    """One's own birth act for a marriage, to be downloaded; the number of the case, whose screen is open."""
    someone.open("/demarches/acte-de-naissance/")
    come_in(someone, name, "eID")
    someone.open("/demarches/acte-de-naissance/")
    someone.press("Commencer")
    someone.choose("De moi")
    someone.pick("À quoi servira le document ?", "Mariage en Belgique")
    someone.press("Continuer")
    if someone.page.get_by_label("Votre adresse e-mail").input_value() == "":
        someone.type("Votre adresse e-mail", "bastien@courriel.example")
    someone.press("Continuer")
    someone.type("Commune de naissance", "Wavre, Belgique")
    someone.choose("Un extrait")
    someone.choose("Le télécharger dans mon espace")
    someone.choose("Je déclare que ces renseignements")
    someone.press("Continuer")
    someone.press("Envoyer ma demande")
    number = case_number(someone)
    someone.follow("Voir mon dossier")
    return number
