"""A manager who knows no program changes a fee, adds a question with a condition, and publishes; a citizen meets it."""

from __future__ import annotations

import pytest

from beffroi.cases.tests.factories import RESIDENCE

from .conftest import at_the_desk
from .steps import begin

pytestmark = pytest.mark.browser

QUESTION = "À quelle école ?"


def test_a_manager_changes_a_procedure_and_a_citizen_sees_it(visitor, citizen):
    helene = at_the_desk(visitor(), "gestion@demo.example")
    helene.open(f"/bureau/demarches/{RESIDENCE}/")

    # a fee, from the first of January
    helene.follow("Montants et valeurs")
    card = helene.page.locator("section", has_text="Frais d’envoi par la poste")
    card.get_by_text("Fixer une valeur…").click()
    card.get_by_label("Nouvelle valeur").fill("2,00")
    card.get_by_label("Décision qui la fixe").fill("Conseil communal du 3 septembre 2026 (fictif)")
    days = {"from": "1 1 2027", "voted": "3 9 2026", "approved": "5 10 2026", "published": "8 10 2026",
            "binds": "13 10 2026"}  # fmt: skip
    for name, typed in days.items():
        for part, text in zip(("day", "month", "year"), typed.split(), strict=True):
            card.locator(f"input[name=frais_poste_{name}-{part}]").fill(text)
    card.get_by_role("button", name="Fixer cette valeur").click()
    assert "La valeur est fixée." in helene.reads()

    # a question that is asked only for a school
    helene.open(f"/bureau/demarches/{RESIDENCE}/")
    helene.press("Préparer une nouvelle version")
    helene.follow("Formulaire : pages et questions")
    helene.follow("Votre demande")
    helene.follow("Ajouter : question")
    helene.page.locator("#id_label").fill(QUESTION)
    helene.page.locator("#id_required").select_option("false")
    helene.choose("Seulement si…")
    helene.page.locator("#id_when-0-of").select_option("answers.motif")
    helene.page.get_by_label("Inscription à l’école").check()
    helene.press("Enregistrer")
    assert "C’est enregistré dans la version en préparation." in helene.reads()
    school = "vous avez répondu « Inscription à l’école » à la question « À quoi servira le document ? »"
    assert f"En mots : seulement si {school}." in helene.reads()

    # whoever writes the formula is told what to write
    helene.page.get_by_text("Écrire la formule").first.click()
    helene.page.locator("#id_when").fill("answers.motif = « ecole »")
    helene.press("Enregistrer")
    assert "Écrivez == pour « est égal à »" in helene.reads()
    helene.page.locator("#id_when").fill("answers.motif == « Inscription à l’école »")
    helene.press("Enregistrer")
    assert "Vouliez-vous « inscription_scolaire » ?" in helene.reads()

    # in the other languages
    for code, words in (("nl", "Welke school?"), ("de", "Welche Schule?"), ("en", "Which school?")):
        helene.open(f"/bureau/demarches/{RESIDENCE}/traductions/?langue={code}")
        helene.page.get_by_label(QUESTION).fill(words)
        helene.press("Enregistrer les traductions")
        assert "Tout est traduit" in helene.reads()

    helene.open(f"/bureau/demarches/{RESIDENCE}/preparation/")
    assert "La vérification ne trouve rien à corriger." in helene.reads()
    helene.follow("Publier…")
    helene.page.get_by_label("Pourquoi ce changement ?").fill("Les écoles le demandent")
    helene.press("Publier cette version")
    assert "La version 2 est en vigueur." in helene.reads()
    assert "Les écoles le demandent" in helene.reads()

    # the citizen, who says why, meets the question
    citizen.page.wait_for_timeout(5500)  # what is in force is kept for five seconds in each process
    begin(citizen, RESIDENCE)
    assert QUESTION not in citizen.reads()
    citizen.choose("Pour moi")
    citizen.pick("À quoi servira le document ?", "Inscription à l’école")
    citizen.sees(QUESTION).wait_for()
