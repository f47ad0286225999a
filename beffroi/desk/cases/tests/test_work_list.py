"""The work list: whose work, in which order, narrowed how, at what cost."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.cases.queries import desk
from beffroi.cases.tests.factories import colleague, later, opened, residence, taken
from beffroi.lib import clock
from beffroi.people.rules import cast
from tests.support.doors import reads

LIST = "/bureau/"


def numbers(answer) -> list[str]:
    """The numbers of the cases on the page, in order."""
    return re.findall(r"data-row-link>(\d{4}-\d{5})<", answer.content.decode())


def test_what_waits_for_my_department_stands_on_the_first_view(citizen, at_the_desk):
    case = opened(citizen)
    answer = at_the_desk().get(LIST)
    assert numbers(answer) == [case.number]
    assert "Élise Tavernaux" in reads(answer)


def test_another_department_sees_nothing_of_it(citizen, at_the_desk):
    opened(citizen)
    browser = at_the_desk("redaction@demo.example")
    assert numbers(browser.get(LIST, {"vue": "all_open"})) == []
    assert "Tavernaux" not in reads(browser.get("/bureau/dossiers/", {"q": "Tavernaux"}))


def test_each_view_shows_what_its_count_announces(citizen, emailer, georges, clerk, at_the_desk):
    mine = taken(opened(citizen), clerk)
    free = opened(emailer, residence(cast.INES, mode="guichet"))
    unpaid = opened(georges, residence(cast.GEORGES, motive="banque"))
    browser = at_the_desk()
    shown = {
        view: set(numbers(browser.get(LIST, {"vue": view})))
        for view in ("to_take", "mine", "late", "waiting", "all_open", "done")
    }
    assert shown == {
        "to_take": {free.number},
        "mine": {mine.number},
        "late": set(),
        "waiting": {unpaid.number},
        "all_open": {mine.number, free.number, unpaid.number},
        "done": set(),
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"demarche": "certificat-de-residence"}, 2),
        ({"demarche": "acte-de-naissance"}, 0),
        ({"avancement": "in_progress"}, 2),
        ({"service": "finances"}, 0),
        ({"q": "cardonel"}, 1),
        ({"vue": "une autre"}, 2),
        ({"suite": "2026-11-24_pas-un-uuid"}, 2),
        ({"suite": "\x00"}, 2),
        ({"avancement": "?" * 5000}, 0),
        ({"q": "\x00%_'\""}, 0),
    ],
)
def test_filters_narrow_the_list_whatever_is_asked(citizen, emailer, at_the_desk, asked, found):
    opened(citizen)
    opened(emailer, residence(cast.INES, mode="guichet"))
    answer = at_the_desk().get(LIST, asked)
    assert (answer.status_code, len(numbers(answer))) == (200, found)


def test_a_filter_that_is_on_can_be_taken_off(citizen, at_the_desk):
    opened(citizen)
    html = (
        at_the_desk().get(LIST, {"vue": "all_open", "avancement": "closed", "q": "personne"}).content.decode()
    )
    for rest in ("vue=all_open&amp;q=personne", "vue=all_open&amp;avancement=closed", "vue=all_open"):
        assert f'href="/bureau/?{rest}"' in html


def test_a_filter_that_is_on_is_named_as_in_its_list(citizen, at_the_desk):
    asked = {"demarche": "certificat-de-residence", "avancement": "waiting_applicant"}
    words = reads(at_the_desk().get(LIST, asked))
    assert "Démarche : Certificat de résidence" in words
    assert "Avancement : Attend le demandeur" in words


def test_a_row_says_the_step_who_acts_and_what_is_late(citizen, emailer, clerk, at_the_desk):
    taken(opened(citizen), clerk)
    opened(emailer, residence(cast.INES, mode="guichet"))
    with clock.at(later(date(2026, 12, 1))):
        words = reads(at_the_desk().get(LIST, {"vue": "late"}))
    assert "Certificat de résidence Élise Tavernaux À traiter Nadia Colrieu" in words
    assert "Certificat de résidence Inès Cardonel À traiter À prendre" in words
    assert words.count("en retard J+") == 2


def test_pages_follow_each_other_by_key(citizen, at_the_desk, monkeypatch):
    monkeypatch.setattr(desk, "PAGE", 2)
    all_of_them = {opened(citizen).number for _ in range(5)}
    browser, address, pages = at_the_desk(), LIST, []
    while address:
        answer = browser.get(address)
        pages.append(numbers(answer))
        following = re.search(r'href="([^"]*suite=[^"]+)"', answer.content.decode())
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {number for page in pages for number in page} == all_of_them


def test_one_case_or_three_cost_the_same(citizen, at_the_desk):
    browser = at_the_desk()

    def cost() -> Counter[str]:
        browser.get(LIST)  # what every page knows of the commune is read once in a while
        with CaptureQueriesContext(connection) as spent:
            browser.get(LIST)
        return Counter(re.sub("'[^']*'", "?", query["sql"])[:300] for query in spent)

    opened(citizen)
    one = cost()
    for _ in range(2):
        opened(citizen)
    assert cost() - one == {}


def test_several_are_taken_at_once_and_the_others_are_named(citizen, clerk, at_the_desk):
    free, gone = opened(citizen), taken(opened(citizen), colleague())
    answer = at_the_desk().post(
        "/bureau/dossiers/prendre/", {"case": [str(free.pk), str(gone.pk), "pas un dossier", ""]}, follow=True
    )
    assert free.tasks.get().holder_id == clerk.agent_id
    assert "1 dossier est à vous." in reads(answer)
    assert "déjà prise par Paul Second" in reads(answer)


@pytest.mark.parametrize("sent", [{}, {"case": ["", "x"]}])
def test_nothing_ticked_takes_nothing(citizen, at_the_desk, sent):
    opened(citizen)
    answer = at_the_desk().post("/bureau/dossiers/prendre/", sent, follow=True)
    assert "Cochez d’abord les dossiers que vous voulez prendre." in reads(answer)


def test_a_case_is_found_by_number_or_name_open_or_closed(citizen, at_the_desk):
    case = opened(citizen)
    browser = at_the_desk()
    for words in (case.number, "tavernaux", "Élise 2026"):
        assert numbers(browser.get("/bureau/dossiers/", {"q": words})) == [case.number]
    assert "Aucun dossier trouvé" in reads(browser.get("/bureau/dossiers/", {"q": "personne"}))


@pytest.mark.parametrize("path", ["", "dossiers/{}/", "courrier/", "identite/"])
def test_a_case_is_searched_from_every_screen_of_casework(citizen, at_the_desk, path):
    """Where the key for searching is promised, something answers it."""
    page = at_the_desk().get(f"/bureau/{path.format(opened(citizen).pk)}").content.decode()
    assert page.count('data-shortcut="search"') == 1
    assert 'action="/bureau/dossiers/"' in page


@pytest.mark.parametrize("path", ["/bureau/caisse/", "/bureau/site/", "/bureau/identite/"])
def test_a_screen_for_another_role_does_not_exist(at_the_desk, path):
    """Signing in again would change nothing, so nobody is sent round in circles."""
    email = "redaction@demo.example" if path == "/bureau/identite/" else "agent@demo.example"
    assert at_the_desk(email).get(path).status_code == 404


def test_what_a_lapsed_session_sends_leads_back_to_its_page(citizen, client, house):
    case = opened(citizen)
    page = f"http://testserver/bureau/dossiers/{case.pk}/"
    answer = client.post(f"{page}noter/", {"note": "Un mot"}, headers={"referer": page})
    assert answer["Location"] == f"/bureau/connexion/?next=%2Fbureau%2Fdossiers%2F{case.pk}%2F"
    elsewhere = client.post(
        f"{page}noter/", {"note": "Un mot"}, headers={"referer": "https://evil.example/x/"}
    )
    assert elsewhere["Location"] == "/bureau/connexion/?next="
