"""With an e-mail address: a paid certificat de résidence, by post; and a document waits for a proof of identity."""

from __future__ import annotations

import pytest

from .house import words_of
from .steps import case_number, identify, take

pytestmark = pytest.mark.browser

_WHO = "lou.marchal@courriel.example"
_SECRET = "douze poires jaunes"
#: Of Inès Cardonel, whom the register knows; it proves nothing about who typed it.
NUMBER = "96.01.24-998.14"


def test_signed_up_paid_and_posted(house, citizen, clerk, till):
    citizen.open("/demarches/certificat-de-residence/")
    citizen.press("Commencer")
    citizen.choose("Pour moi")
    citizen.pick("À quoi servira le document ?", "Banque ou crédit")
    citizen.press("Continuer")
    introduce_oneself(citizen)
    citizen.press("Continuer")
    citizen.choose("Par la poste")
    citizen.press("Continuer")
    assert "Total à payer" in citizen.reads()
    citizen.press("Me connecter ou créer un compte")

    citizen.follow("Créer un compte")
    citizen.type("Adresse e-mail", _WHO)
    citizen.page.locator("#id_password1").fill(_SECRET)
    citizen.press("Créer mon compte")
    assert citizen.title == "Confirmez votre adresse e-mail"
    house.work()
    (confirmation,) = house.mails(_WHO)
    citizen.open(house.link(confirmation))
    citizen.press("Oui, confirmer")

    assert citizen.title == "Vérifiez vos réponses"
    citizen.press("Envoyer ma demande")
    number = case_number(citizen)
    citizen.follow("Voir mon dossier")
    case = citizen.page.url
    house.work()
    citizen.page.reload()
    code = citizen.page.get_by_alt_text("Code QR pour payer")
    assert code.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    reference = citizen.page.locator("text=/\\+\\+\\+\\d{3}.*\\+\\+\\+/").first.inner_text()
    assert reference in words_of(house.mails(_WHO)[-1])

    till.open("/bureau/caisse/")
    till.type("Communication structurée ou numéro de dossier", reference)
    till.press("Chercher")
    till.press(f"Par virement {reference}")
    till.sees("Le paiement est noté. Le dossier continue.")
    house.work()

    take(clerk, number)
    clerk.press("Produire le certificat")
    house.work()
    clerk.open("/bureau/courrier/")
    row = clerk.page.get_by_role("row").filter(has_text="Inès Cardonel")
    for paper in row.get_by_role("link").all():
        assert clerk.page.request.get(house.url + str(paper.get_attribute("href"))).body()[:5] == b"%PDF-"
    row.get_by_role("button", name="Imprimée et envoyée").click()
    clerk.sees("La lettre est notée comme envoyée.")
    take(clerk, number)
    clerk.press("Le document est posté ou remis")
    house.work()

    citizen.open(case)
    assert "C’est fait." in citizen.reads()
    citizen.follow("Certificat de résidence", within=".b-documents")
    assert citizen.title == "Confirmez qui vous êtes"
    assert house.plain_numbers(NUMBER) == []


def test_stepping_up_in_the_middle_loses_nothing(house, citizen):
    citizen.open("/demarches/certificat-de-residence/")
    citizen.press("Commencer")
    citizen.choose("Pour moi")
    citizen.pick("À quoi servira le document ?", "Pension")
    citizen.press("Continuer")
    introduce_oneself(citizen, given="Georges", family="Brusart", email="georges.brusart@courriel.example")
    citizen.press("Continuer")
    citizen.choose("Le télécharger dans mon espace")
    citizen.press("Continuer")
    assert citizen.title == "Confirmez qui vous êtes"
    citizen.follow("Continuer avec eID ou itsme")
    identify(citizen, "Georges Brusart", "eID")

    assert citizen.title == "Vérifiez vos réponses"
    answers = citizen.reads()
    assert [
        words for words in ("Pension", "Georges", "0470 00 00 00", "Le télécharger") if words not in answers
    ] == []
    citizen.press("Envoyer ma demande")
    assert citizen.title == "Votre demande est envoyée"


def introduce_oneself(someone, given="Inès", family="Cardonel", email=_WHO):
    """The page on which the applicant says who they are."""
    someone.type("Prénom(s)", given)
    someone.type("Nom de famille", family)
    someone.type("Jour", "24")
    someone.type("Mois", "1")
    someone.type("Année", "1996")
    someone.type("Votre numéro national", NUMBER)
    someone.type("Rue", "Rue du Pont du Christ")
    someone.page.locator("#id_adresse-number, [name=adresse-number]").first.fill("12")
    someone.type("Code postal", "1300")
    someone.type("Localité", "Wavre")
    someone.type("Votre adresse e-mail", email)
    someone.type("Votre numéro de téléphone", "0470 00 00 00")
