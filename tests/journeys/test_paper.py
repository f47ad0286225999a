"""A form filled in by hand comes back by post: its code opens it, a clerk encodes it, a letter acknowledges it."""

from __future__ import annotations

from datetime import date

import pytest

from beffroi.people.rules.numbers import fictional_number

from .steps import case_number

pytestmark = pytest.mark.browser


def test_from_the_code_to_the_letter(house, clerk):
    clerk.open("/bureau/papier/")
    clerk.type("Le code du formulaire", "certificat-de-residence 1")
    clerk.press("Ouvrir la démarche")
    clerk.follow("Encoder une demande reçue sur papier")
    for label, number in (("Jour", "20"), ("Mois", "11"), ("Année", "2026")):
        clerk.page.get_by_label(label, exact=True).fill(number)
    clerk.choose("Le papier est signé")
    clerk.choose("Par lettre")
    clerk.press("Commencer")

    clerk.choose("Pour moi")
    clerk.pick("À quoi servira le document ?", "Inscription à l’école")
    clerk.press("Continuer")
    for label, text in (
        ("Prénom(s)", "Berthe"),
        ("Nom de famille", "Papier"),
        ("Jour", "5"),
        ("Mois", "1"),
        ("Année", "1940"),
        ("Votre numéro national", fictional_number(date(1940, 1, 5), 998)),
        ("Rue", "Rue du Pont"),
        ("Numéro", "12"),
        ("Code postal", "1300"),
        ("Localité", "Wavre"),
    ):
        clerk.page.get_by_label(label, exact=True).first.fill(text)
    clerk.press("Continuer")
    clerk.choose("Par la poste")
    clerk.press("Continuer")
    assert clerk.title == "Vérifier l’encodage"
    assert "Restées sans réponse" in clerk.reads()
    clerk.press("Ouvrir le dossier")

    number = case_number(clerk)
    assert "vendredi 20 novembre, par la poste" in clerk.reads()
    house.work()
    clerk.open("/bureau/courrier/")
    assert "Berthe Papier" in clerk.reads()
    assert number in clerk.reads()
