"""Files go by themselves, one after the other; one sees how far they are, and what went wrong."""

from __future__ import annotations

import re

import pytest

from tests.support.browser import accessibility_problems

from .steps import begin

pytestmark = pytest.mark.browser

QUESTION = "Le jugement ou la procuration"


@pytest.fixture
def proving(citizen):
    """Somebody who is asked for the proof that they represent a person."""
    begin(citizen, "certificat-de-residence")
    citizen.choose("Pour une personne que je représente")
    citizen.pick("À quoi servira le document ?", "Pension")
    citizen.press("Continuer")
    return citizen


@pytest.fixture
def held(proving) -> list:
    """The requests of files, kept on their way until the test lets them go."""
    routes: list = []
    proving.page.route(re.compile("/fichier/$"), lambda route: routes.append(route))
    return routes


def hears(someone, text: str) -> None:
    """Until a live region says so."""
    someone.page.locator("[role=status]", has_text=text).wait_for()


def on_its_way(someone, held) -> None:
    """Until the browser has sent the next file."""
    someone.page.locator("progress").wait_for()
    while not held:
        someone.page.wait_for_timeout(20)


def test_a_file_goes_at_once_with_its_progress(proving, held, pdf):
    proving.give(QUESTION, pdf)
    on_its_way(proving, held)
    assert proving.page.get_by_label("preuve.pdf").get_attribute("max") == "1"
    assert proving.page.locator(".b-upload").inner_text().split() == ["preuve.pdf", "Annuler", "preuve.pdf"]
    hears(proving, "Envoi de preuve.pdf…")
    assert accessibility_problems(proving.page) == []
    proving.page.get_by_label("Nom de famille").focus()
    held.pop().continue_()
    hears(proving, "preuve.pdf est ajouté.")
    assert proving.focused() == proving.page.get_by_label("Nom de famille").get_attribute("id")
    assert "preuve.pdf" in proving.reads(".b-files")
    assert proving.page.locator("progress").count() == 0


def test_several_files_go_one_after_the_other(proving, pdf, tmp_path):
    more = [tmp_path / f"page-{n}.pdf" for n in (1, 2)]
    for path in more:
        path.write_bytes(pdf.read_bytes())
    proving.give(QUESTION, *more)
    proving.press("Continuer")
    assert re.findall(r"page-\d\.pdf", proving.reads(".b-files"))[::2] == ["page-1.pdf", "page-2.pdf"]


def test_a_file_on_its_way_can_be_stopped(proving, held, pdf):
    proving.give(QUESTION, pdf)
    on_its_way(proving, held)
    proving.press("Annuler preuve.pdf")
    hears(proving, "preuve.pdf : envoi annulé.")
    assert (proving.page.locator(".b-upload").count(), proving.page.locator(".b-files").count()) == (0, 0)


def test_a_file_that_is_lost_on_the_way_is_sent_again(proving, held, pdf):
    proving.give(QUESTION, pdf)
    on_its_way(proving, held)
    held.pop().abort()
    hears(proving, "preuve.pdf n’est pas envoyé : pas de connexion.")
    proving.press("Réessayer preuve.pdf")
    on_its_way(proving, held)
    held.pop().continue_()
    hears(proving, "preuve.pdf est ajouté.")
    proving.wrong = [wrong for wrong in proving.wrong if "ERR_FAILED" not in wrong]


def test_a_file_that_is_refused_says_why_and_what_is_typed_stays(proving, tmp_path):
    proving.type("Nom de famille", "Delvigne")
    (path := tmp_path / "vide.pdf").write_bytes(b"")
    proving.give(QUESTION, path)
    hears(proving, "Ce fichier est vide.")
    assert "Ce fichier est vide." in proving.reads(".govuk-error-message")
    assert proving.page.get_by_label("Nom de famille").input_value() == "Delvigne"


def test_going_on_waits_for_the_file_and_stays_where_it_is_refused(proving, held, tmp_path):
    (path := tmp_path / "vide.pdf").write_bytes(b"")
    proving.give(QUESTION, path)
    on_its_way(proving, held)
    proving.page.get_by_role("button", name="Continuer", exact=True).click()
    held.pop().continue_()
    hears(proving, "Ce fichier est vide.")
    assert proving.page.locator(".govuk-error-summary").count() == 0


def test_without_script_files_go_with_the_page(visitor, pdf):
    someone = visitor(scripts=False)
    begin(someone, "certificat-de-residence")
    someone.choose("Pour une personne que je représente")
    someone.pick("À quoi servira le document ?", "Pension")
    someone.press("Continuer")
    someone.give(QUESTION, pdf)
    someone.press("Continuer")
    assert "preuve.pdf" in someone.reads(".b-files")
