"""A request is typed, interrupted, gone on with elsewhere: nothing is lost, and one is told."""

from __future__ import annotations

import re

import pytest

from beffroi.cases.models import Draft

from .steps import begin, code_of, come_in, identify
from .test_mishaps import forget_session

pytestmark = pytest.mark.browser

KEPT = re.compile(r"Enregistré à \d+\sh")


def told(someone) -> str:
    """What the page says of its own saving."""
    return someone.page.locator("[data-keep-said]").inner_text()


def waits_for(someone, text) -> None:
    """Until the page says so, in its live region."""
    someone.page.locator("[data-keep-said]", has_text=text).wait_for()


def pause(someone) -> None:
    """Nobody types for five seconds."""
    someone.page.clock.fast_forward(5_000)


def at_their_details(someone) -> Draft:
    """On the page of their name and address, in a browser whose clock the test moves."""
    someone.page.clock.install()
    begin(someone, "certificat-de-residence")
    someone.choose("Pour moi")
    someone.pick("À quoi servira le document ?", "Pension")
    someone.press("Continuer")
    return Draft.objects.get(pk=someone.path.split("/demande/")[1][:36])


def test_what_is_typed_is_kept_by_itself_and_said(citizen):
    draft = at_their_details(citizen)
    citizen.type("Nom de famille", "Delvigne")
    assert told(citizen) == ""
    pause(citizen)
    waits_for(citizen, KEPT)

    citizen.open(citizen.path)
    assert citizen.page.get_by_label("Nom de famille").input_value() == "Delvigne"
    draft.refresh_from_db()
    assert "Delvigne" not in str(draft.pages)


def test_a_page_that_is_left_is_kept(citizen):
    at_their_details(citizen)
    where = citizen.path
    citizen.type("Nom de famille", "Delvigne")
    citizen.follow("Retour")
    for _ in range(5):  # it is sent while the next page comes
        citizen.open(where)
        if kept := citizen.page.get_by_label("Nom de famille").input_value():
            break
    assert kept == "Delvigne"


def test_without_network_one_is_told_and_it_is_sent_when_it_is_back(visitor):
    citizen = visitor(width=390)
    at_their_details(citizen)
    citizen.page.context.set_offline(True)
    citizen.type("Nom de famille", "Delvigne")
    pause(citizen)
    waits_for(citizen, "Pas enregistré : pas de connexion. Nous réessayons.")
    citizen.page.get_by_role("button", name="Continuer", exact=True).click()
    assert citizen.title == "Vos coordonnées"
    assert citizen.page.get_by_label("Nom de famille").input_value() == "Delvigne"

    citizen.type("Nom de famille", "Delvigne-Martin")
    citizen.page.context.set_offline(False)
    waits_for(citizen, KEPT)
    pause(citizen)
    citizen.press("Continuer")
    assert citizen.page.get_by_label("Nom de famille").input_value() == "Delvigne-Martin"
    citizen.wrong = [wrong for wrong in citizen.wrong if "ERR_INTERNET_DISCONNECTED" not in wrong]


def test_of_two_tabs_the_second_compares_then_decides(citizen):
    begin(citizen, "certificat-de-residence")
    first = citizen.page
    citizen.page = first.context.new_page()
    citizen.page.goto(first.url)
    citizen.choose("Pour moi")
    citizen.pick("À quoi servira le document ?", "Pension")
    citizen.press("Continuer")

    citizen.page = first
    citizen.choose("Pour moi")
    citizen.pick("À quoi servira le document ?", "Mutuelle")
    citizen.press("Continuer")
    citizen.sees("Cette page a changé entre-temps")
    assert "Pension" in citizen.reads(".b-banner")
    citizen.press("Enregistrer ce que j’ai tapé ici")
    citizen.page.get_by_role("link", name="Retour").first.click()
    assert citizen.page.get_by_label("À quoi servira le document ?").input_value() == "mutuelle"


def test_who_types_while_the_session_ends_signs_in_beside_and_loses_nothing(house, citizen):
    citizen.page.clock.install()
    citizen.open("/")
    come_in(citizen, "Inès Cardonel")
    begin(citizen, "composition-de-menage")
    typing = citizen.page
    forget_session(citizen)
    citizen.choose("Pour mon enfant mineur")
    pause(citizen)
    waits_for(citizen, "Pas enregistré : votre session est terminée.")

    with typing.context.expect_page() as beside:
        typing.get_by_role("link", name="Me reconnecter dans une nouvelle fenêtre").click()
    citizen.page = beside.value
    citizen.follow("Se connecter")
    citizen.follow("Continuer avec eID ou itsme")
    identify(citizen, "Inès Cardonel")

    citizen.page = typing
    typing.clock.fast_forward(20_000)
    waits_for(citizen, KEPT)
    citizen.pick("À quoi servira le document ?", "Mutuelle")
    citizen.press("Continuer")
    citizen.page.get_by_role("link", name="Retour").first.click()
    assert citizen.page.get_by_label("Pour mon enfant mineur").is_checked()


def test_what_is_typed_on_a_telephone_goes_on_at_a_computer(visitor):
    telephone, computer = visitor(width=390), visitor()
    at_their_details(telephone)
    where = telephone.path
    telephone.open(where.split("page/")[0] + "plus-tard/")
    code = code_of(telephone)
    telephone.open(where)
    telephone.type("Votre adresse e-mail", "ines@")
    pause(telephone)
    waits_for(telephone, KEPT)

    computer.open("/reprendre/")
    computer.type("Le code de votre demande", code)
    computer.press("Continuer")
    assert computer.title == "Vos coordonnées"
    assert computer.page.get_by_label("Votre adresse e-mail").input_value() == "ines@"
