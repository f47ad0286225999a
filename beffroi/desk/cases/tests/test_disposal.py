"""Lists of ended cases at the desk: read, closed, sent, approved with a visa; nobody else gets near them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beffroi.cases import actions
from beffroi.cases.models import Case, DisposalEntry, DisposalList
from beffroi.cases.tests import factories
from beffroi.cases.tests.factories import fresh, later, move, taken, work
from beffroi.correspondence import actions as correspondence
from beffroi.correspondence.models import Delivery
from beffroi.lib import clock
from tests.support.doors import reads

LISTS = "/bureau/conservation/"
ARCHIVIST = "archives@demo.example"
LETTER = {
    "visa": "AGR 2027/1234",
    "visa_on-day": "1",
    "visa_on-month": "2",
    "visa_on-year": "2027",
    "sure": "on",
}


@pytest.fixture
def ended(citizen, clerk, house) -> Case:
    """A refused request."""
    return move(taken(factories.opened(citizen), clerk), clerk, "refuser", motive="Trop tard.")


@pytest.fixture
def after(ended, clock):
    """The day on which its retention is over, and its list."""
    with clock.at(later(max(ended.destroy_after, clock.today()))):
        actions.list_ended()
        yield DisposalEntry.objects.get(case=ended)


def test_a_list_says_what_stands_on_it_and_names_nobody(after, ended, at_the_desk):
    browser = at_the_desk(ARCHIVIST)
    page = reads(browser.get(LISTS))
    assert "Conservation" in page and after.list.number in page and "Liste d’élimination" in page
    page = reads(browser.get(f"{LISTS}{after.list_id}/"))
    assert ended.number in page and "Certificat de résidence" in page and "Fermer la liste" in page
    assert ended.applicant_name not in page


def test_from_the_open_list_to_the_anonymous_case(after, ended, clerk, at_the_desk):
    browser, here = at_the_desk(ARCHIVIST), f"{LISTS}{after.list_id}/"
    assert reads(browser.post(f"{here}fermer/", follow=True)).count("Attend l’autorisation") == 1
    file = browser.get(f"{here}liste/")
    assert (file["Content-Type"], file.content.decode("utf-8-sig").splitlines()[0]) == (
        "text/csv; charset=utf-8",
        "dossier;démarche;service;clôturé le;conservé jusqu’au;base de la conservation",
    )
    assert ended.number in file.content.decode("utf-8-sig")
    day = clock.today()
    letter = {**LETTER, "visa_on-day": day.day, "visa_on-month": day.month, "visa_on-year": day.year}
    answer = browser.post(here, {**letter, "cases": "1"}, follow=True)
    assert "Beffroi anonymise les dossiers un par un" in reads(answer)
    work()
    assert "En cours : 0 sur 1" in reads(browser.get(LISTS))  # the letter of refusal was never printed
    letter = Delivery.objects.get(channel="letter", message__about_uuid=ended.pk)
    correspondence.mark_printed(actor=clerk, delivery_id=letter.pk)
    with clock.at(clock.now() + timedelta(days=1)):
        work()
    assert "Exécutée" in reads(browser.get(LISTS))
    seen = reads(at_the_desk().get(f"/bureau/dossiers/{ended.pk}/"))
    assert "Ce dossier est anonymisé" in seen
    assert f"par la liste {after.list.number} (visa : AGR 2027/1234)" in seen
    assert "Ajouter la note" not in seen


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"visa": ""}, "Indiquez la référence de la lettre."),
        ({"visa_on-day": ""}, "Ce jour n’existe pas"),
        ({"visa_on-year": "2999"}, "la date ne peut pas être à venir"),
        ({"sure": ""}, "Cochez la case"),
        ({"cases": "7"}, "La liste a changé entre-temps."),
        ({"cases": "beaucoup"}, "La liste a changé entre-temps."),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_destroyed(after, ended, at_the_desk, changes, said):
    browser, here = at_the_desk(ARCHIVIST), f"{LISTS}{after.list_id}/"
    browser.post(f"{here}fermer/")
    answer = browser.post(here, {**LETTER, "visa_on-year": "2026", "cases": "1", **changes})
    assert answer.status_code == 422
    assert said in reads(answer)
    work()
    assert fresh(ended).anonymised_at is None


def test_an_open_list_is_not_approved(after, at_the_desk):
    answer = at_the_desk(ARCHIVIST).post(
        f"{LISTS}{after.list_id}/", {**LETTER, "visa_on-year": "2026", "cases": "1"}
    )
    assert (answer.status_code, "Fermez d’abord la liste" in reads(answer)) == (422, True)


def test_a_case_is_kept_longer_and_the_empty_list_cannot_be_closed(after, ended, at_the_desk):
    browser, here = at_the_desk(ARCHIVIST), f"{LISTS}{after.list_id}/"
    until = clock.today() + timedelta(days=400)
    form = {"until-day": until.day, "until-month": until.month, "until-year": until.year, "reason": "Recours"}
    keep = f"{here}garder/{after.pk}/"
    assert "Dites pourquoi" in reads(browser.post(keep, {**form, "reason": ""}))
    past = browser.post(keep, {**form, "until-year": "2020"})
    assert (past.status_code, "Indiquez un jour à venir" in reads(past)) == (422, True)
    assert f"Le dossier {ended.number} est gardé." in reads(browser.post(keep, form, follow=True))
    assert "Recours" in reads(at_the_desk().get(f"/bureau/dossiers/{ended.pk}/"))
    answer = browser.post(f"{here}fermer/")
    assert (answer.status_code, "Cette liste est vide" in reads(answer)) == (422, True)


@pytest.mark.parametrize("who", ["agent@demo.example", "chef@demo.example", "gestion@demo.example"])
def test_other_agents_find_no_list(after, at_the_desk, who):
    browser = at_the_desk(who)
    assert "/bureau/conservation/" not in browser.get("/bureau/").content.decode()
    here = f"{LISTS}{after.list_id}/"
    for address in (LISTS, here, f"{here}liste/", f"{here}garder/{after.pk}/"):
        assert browser.get(address).status_code in (302, 403, 404)
    assert browser.post(f"{here}fermer/").status_code in (302, 403, 404)
    assert DisposalList.objects.get().closed_at is None


@pytest.mark.parametrize("count", [1, 4])
def test_a_list_costs_the_same_however_long_it_is(
    ended, citizen, clerk, clock, at_the_desk, django_assert_max_num_queries, count
):
    for _ in range(count - 1):
        move(taken(factories.opened(citizen), clerk), clerk, "refuser", motive="Trop tard.")
    browser = at_the_desk(ARCHIVIST)
    with clock.at(later(ended.destroy_after)):
        actions.list_ended()
        here = f"{LISTS}{DisposalList.objects.get().pk}/"
        browser.get(here)
        with django_assert_max_num_queries(13):
            browser.get(here)


def test_a_closed_list_of_which_every_case_was_kept_comes_to_nothing(after, at_the_desk):
    browser, here = at_the_desk(ARCHIVIST), f"{LISTS}{after.list_id}/"
    browser.post(f"{here}fermer/")
    until = clock.today() + timedelta(days=400)
    form = {"until-day": until.day, "until-month": until.month, "until-year": until.year, "reason": "Recours"}
    browser.post(f"{here}garder/{after.pk}/", form)
    page = reads(browser.get(here))
    assert ("Vide, sans suite" in page, "Approuver la liste" in page) == (True, False)
