"""A question that an answer brings onto its page appears at once; without scripts it comes before anybody is blamed."""

from __future__ import annotations

import pytest

from beffroi.lib.acting import HOUSE
from beffroi.procedures import actions as shelf
from beffroi.procedures.tests.factories import FILES, write_package

from .steps import begin

pytestmark = pytest.mark.browser

QUESTION = "Dans quel état est-il ?"


@pytest.fixture
def mounts(house, tmp_path) -> str:
    """The small package, which asks of a used bicycle only how worn it is."""
    card = FILES["procedure.yaml"].replace("slug: prime", "slug: montures")
    folder = write_package(
        tmp_path / "shelf", procedure=card.replace("department: mobilite", "department: population")
    )
    shelf.publish_version(actor=HOUSE, path=folder.rename(tmp_path / "shelf" / "montures"))
    return "montures"


def test_it_appears_and_goes_while_one_answers(citizen, mounts):
    begin(citizen, mounts)
    assert QUESTION not in citizen.reads()
    citizen.choose("Non")
    citizen.sees(QUESTION).wait_for()
    citizen.page.locator("[data-keep-said]", has_text="Une question de plus").wait_for()
    citizen.choose("Oui")
    citizen.sees(QUESTION).wait_for(state="detached")
    citizen.choose("Non")
    citizen.sees(QUESTION).wait_for()
    citizen.type("Combien a-t-il coûté ?", "100")
    citizen.type(QUESTION, "Rouillé")
    citizen.press("Continuer")
    assert citizen.title == "Vous écrire"


def test_without_scripts_the_page_comes_again_with_it(visitor, mounts):
    someone = visitor(width=390, scripts=False)
    begin(someone, mounts)
    someone.choose("Non")
    someone.type("Combien a-t-il coûté ?", "100")
    someone.press("Continuer")
    assert "Votre réponse amène une question de plus." in someone.reads("body")
    assert "Erreur" not in someone.page.title()
    someone.type(QUESTION, "Rouillé")
    someone.press("Continuer")
    assert someone.title == "Vous écrire"
