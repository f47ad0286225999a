"""What goes wrong on the way costs nobody an answer, and nobody two requests."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from beffroi.cases.models import Case, Draft

from .steps import begin, code_of, come_in, fill_in

pytestmark = pytest.mark.browser

_REPRESENTED = "Pour une personne que je représente"


def test_missing_answers_are_said_and_nothing_is_lost(citizen):
    begin(citizen, "composition-de-menage")
    citizen.pick("À quoi servira le document ?", "Notaire")
    citizen.press("Continuer")

    assert "govuk-error-summary" in citizen.focused()
    assert citizen.page.title().startswith("Erreur :")
    citizen.page.locator(".govuk-error-summary a").first.click()
    assert citizen.focused() == "id_pour_qui"
    assert citizen.page.get_by_label("À quoi servira le document ?").input_value() == "notaire"
    citizen.choose("Pour moi et mon ménage")
    citizen.press("Continuer")
    assert citizen.title == "Vos coordonnées"


def test_going_back_to_a_page_that_was_corrected_asks_nothing_of_the_browser(citizen):
    begin(citizen, "composition-de-menage")
    citizen.pick("À quoi servira le document ?", "Notaire")
    citizen.press("Continuer")
    citizen.sees("Un point est à corriger")
    citizen.choose("Pour moi et mon ménage")
    citizen.press("Continuer")
    citizen.sees("Vos coordonnées")

    citizen.page.go_back()

    assert citizen.title == "Votre demande"
    assert citizen.page.get_by_label("Pour moi et mon ménage").is_checked()


def encrypted() -> bytes:
    """A PDF behind a password."""
    made = pikepdf.new()
    made.add_blank_page()
    made.save(content := BytesIO(), encryption=pikepdf.Encryption(owner="o", user="u"))
    return content.getvalue()


REFUSED = {
    "page.pdf": (b"<html><script>alert(1)</script></html>", "PDF"),
    "vide.pdf": (b"", "Ce fichier est vide."),
    "secret.pdf": (encrypted(), "Ce fichier est protégé par un mot de passe."),
    "lourd.pdf": (b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024), "trop lourd"),
}


def test_files_are_refused_with_the_reason_and_the_good_one_stays(visitor, pdf, tmp_path):
    """Without script; with it each file is answered by itself (test_uploads)."""
    citizen = visitor(width=390, scripts=False)
    begin(citizen, "composition-de-menage")
    citizen.choose(_REPRESENTED)
    citizen.pick("À quoi servira le document ?", "Notaire")
    citizen.press("Continuer")
    citizen.give("Le jugement ou la procuration", pdf)
    citizen.press("Continuer")
    assert "preuve.pdf" in citizen.reads(), "a page with mistakes keeps its files"

    for name, (content, reason) in REFUSED.items():
        (path := tmp_path / name).write_bytes(content)
        citizen.give("Le jugement ou la procuration", path)
        citizen.press("Continuer")
        summary = citizen.reads(".govuk-error-summary")
        assert reason in summary, f"{name}: {summary}"
        assert "preuve.pdf" in citizen.reads(".b-files")


def test_a_lapsed_session_keeps_what_was_typed(house, citizen):
    begin(citizen, "certificat-de-residence")
    citizen.choose("Pour moi")
    citizen.pick("À quoi servira le document ?", "Pension")
    citizen.press("Enregistrer et continuer plus tard")
    code = code_of(citizen)
    citizen.follow("Continuer maintenant")
    citizen.type("Nom de famille", "Delvigne")
    forget_session(citizen)

    citizen.press("Continuer")
    assert citizen.title == "Continuer une demande commencée"
    citizen.type("Le code de votre demande", code.lower().replace("-", " "))
    citizen.press("Continuer")
    assert citizen.page.get_by_label("Nom de famille").input_value() == "Delvigne"


def test_a_lapsed_session_of_an_account(house, citizen):
    citizen.open("/")
    come_in(citizen, "Inès Cardonel")
    begin(citizen, "composition-de-menage")
    draft = citizen.path
    forget_session(citizen)
    citizen.choose("Pour mon enfant mineur")
    citizen.pick("À quoi servira le document ?", "Mutuelle")
    citizen.press("Continuer")

    citizen.follow("Se connecter")
    citizen.follow("Continuer avec eID ou itsme")
    citizen.choose("itsme")
    citizen.choose("Inès Cardonel")
    citizen.press("S’identifier")
    assert citizen.path == draft
    assert citizen.page.get_by_label("Pour mon enfant mineur").is_checked()
    assert citizen.page.get_by_label("À quoi servira le document ?").input_value() == "mutuelle"


def forget_session(someone):
    """As when it expires on the server: the browser still shows the page."""
    someone.page.context.clear_cookies(name="sessionid")


def test_two_tabs_a_double_click_and_the_back_button_make_one_case(house, citizen):
    citizen.open("/")
    come_in(citizen, "Inès Cardonel")
    begin(citizen, "composition-de-menage")
    draft = citizen.page.url
    fill_in(citizen)
    sent = citizen.page
    citizen.page = sent.context.new_page()
    citizen.page.goto(draft)
    citizen.pick("À quoi servira le document ?", "Mutuelle")
    citizen.press("Continuer")

    citizen.page = sent
    citizen.press("Envoyer ma demande")
    assert citizen.title == "Vérifiez vos réponses", "what was sent is what was read"
    assert "Mutuelle" in citizen.reads()
    citizen.page.get_by_role("button", name="Envoyer ma demande").dblclick()
    citizen.sees("Votre demande est envoyée")
    receipt = citizen.page.url
    citizen.page.go_back()
    assert citizen.page.url == receipt or citizen.title == "Votre demande est envoyée"
    citizen.open(draft)
    assert citizen.page.url == receipt
    theirs = Draft.objects.get(pk=draft.split("/demande/")[1][:36])
    assert (
        Case.objects.filter(applicant_account=theirs.account, submitted_at__gte=theirs.created_at).count()
        == 1
    )


def test_a_request_goes_on_at_another_device(visitor):
    telephone, computer = visitor(width=390), visitor()
    begin(telephone, "certificat-de-residence")
    telephone.choose("Pour mon enfant mineur")
    telephone.pick("À quoi servira le document ?", "Mutuelle")
    telephone.press("Enregistrer et continuer plus tard")

    computer.open("/reprendre/")
    computer.type("Le code de votre demande", code_of(telephone))
    computer.press("Continuer")
    assert computer.title == "La personne concernée"
    computer.page.get_by_role("link", name="Retour").click()
    assert computer.page.get_by_label("Pour mon enfant mineur").is_checked()
