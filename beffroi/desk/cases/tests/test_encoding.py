"""A clerk encodes what came on paper, page by page, for somebody."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beffroi.cases import actions
from beffroi.cases.models import Case, Draft
from beffroi.cases.queries import Arrival
from beffroi.cases.tests import factories
from beffroi.journal.models import Consultation
from beffroi.people.rules import cast
from beffroi.procedures.models import ProcedureVersion
from tests.support.doors import reads, refused, sign_out, summary

PAPER = "/bureau/papier/certificat-de-residence/1/"
ARRIVED = {
    "received_on-day": "20",
    "received_on-month": "11",
    "received_on-year": "2026",
    "identity": "signed",
    "reply": "letter",
    "language": "fr",
}
PAGES = factories.residence(cast.INES, mode="poste", exemplaires="1")


def began(browser: Client) -> Draft:
    answer = browser.post(f"{PAPER}encoder/poste/", ARRIVED)
    draft = Draft.objects.get()
    assert answer["Location"] == f"/bureau/papier/encodages/{draft.pk}/"
    return draft


def seen(page) -> str:
    """What the page carries to say what its reader saw."""
    return re.search(r'name="seen" value="([0-9a-f]+)"', page.content.decode()).group(1)


def filled(browser: Client) -> Draft:
    draft = began(browser)
    for page, typed in PAGES.items():
        answer = browser.post(f"/bureau/papier/encodages/{draft.pk}/pages/{page}/", typed)
        assert answer.status_code == 302, reads(answer)
    assert answer["Location"] == f"/bureau/papier/encodages/{draft.pk}/verifier/"
    return draft


@pytest.fixture
def draft(clerk) -> Draft:
    arrival = Arrival("post", date(2026, 11, 20), "signed", "letter")
    return actions.begin_intake(actor=clerk, slug=factories.RESIDENCE, arrival=arrival, printed=1)


def test_from_the_code_of_the_paper_to_the_case(at_the_desk):
    browser = at_the_desk()
    assert f'href="{PAPER}encoder/poste/"' in browser.get(PAPER).content.decode()
    draft = filled(browser)
    check = browser.get(f"/bureau/papier/encodages/{draft.pk}/verifier/")
    assert "Reçue vendredi 20 novembre, par la poste Identité Le papier est signé" in reads(check)
    draft.refresh_from_db()
    answer = browser.post(
        f"/bureau/papier/encodages/{draft.pk}/verifier/", {"revision": draft.revision}, follow=True
    )
    case = Case.objects.get()
    assert answer.redirect_chain == [(f"/bureau/dossiers/{case.pk}/", 302)]
    assert f"Le dossier {case.number} est ouvert" in reads(answer)
    assert "vendredi 20 novembre, par la poste Encodage commencé par Nadia Colrieu" in reads(answer)
    assert "Identité Le papier est signé" in reads(answer)


def test_what_is_wrong_with_the_arrival_stands_beside_its_field(at_the_desk):
    typed = {**ARRIVED, "received_on-day": "25"}
    answer = at_the_desk().post(f"{PAPER}encoder/poste/", typed)
    refused(answer, "Le jour de réception est dans le futur.", "id_received_on")
    assert 'value="25"' in answer.content.decode()


def test_a_day_that_does_not_exist(at_the_desk):
    answer = at_the_desk().post(f"{PAPER}encoder/poste/", {**ARRIVED, "received_on-day": "31"})
    refused(answer, "Ce jour n’existe pas : tapez par exemple 24 11 2026.", "id_received_on")


def test_what_is_wrong_on_a_page_is_said_and_what_was_typed_stays(at_the_desk):
    browser = at_the_desk()
    draft = began(browser)
    typed = {**PAGES["coordonnees"], "numero_national": "12"}
    browser.post(f"/bureau/papier/encodages/{draft.pk}/pages/pour_qui/", PAGES["pour_qui"])
    answer = browser.post(f"/bureau/papier/encodages/{draft.pk}/pages/coordonnees/", typed)
    assert (answer.status_code, [url for url, _ in summary(answer)]) == (422, ["#id_numero_national"])
    assert 'value="Cardonel"' in answer.content.decode()


def test_the_browser_offers_nothing_of_the_agents_own(at_the_desk):
    browser = at_the_desk()
    draft = began(browser)
    browser.post(f"/bureau/papier/encodages/{draft.pk}/pages/pour_qui/", PAGES["pour_qui"])
    html = browser.get(f"/bureau/papier/encodages/{draft.pk}/pages/coordonnees/").content.decode()
    main = html[html.index("<main") : html.index("</main")]
    assert set(re.findall(r'autocomplete="([^"]*)"', main)) == {"off"}


def test_what_only_citizens_must_answer_is_told_at_the_check(at_the_desk):
    browser = at_the_desk()
    draft = filled(browser)
    typed = {**PAGES["coordonnees"], "courriel": ""}
    answer = browser.post(
        f"/bureau/papier/encodages/{draft.pk}/pages/coordonnees/?retour=verifier", typed, follow=True
    )
    assert "Restées sans réponse Vous pouvez ouvrir le dossier ainsi." in reads(answer)
    assert "Ouvrir le dossier" in reads(answer)


def test_what_is_begun_is_listed_with_its_name_and_a_colleague_goes_on(at_the_desk, head):
    draft = filled(at_the_desk())
    browser = at_the_desk("chef@demo.example")
    text = reads(browser.get("/bureau/papier/"))
    assert "Encodages en cours" in text
    assert "Certificat de résidence – Inès Cardonel Inès Cardonel" in text
    assert browser.get(f"/bureau/papier/encodages/{draft.pk}/")["Location"].endswith("/verifier/")


def test_who_opens_what_was_answered_leaves_a_consultation(at_the_desk):
    browser = at_the_desk()
    draft = began(browser)
    browser.get(f"/bureau/papier/encodages/{draft.pk}/pages/pour_qui/")
    assert Consultation.objects.filter(screen="desk.intake").count() == 0
    browser.post(f"/bureau/papier/encodages/{draft.pk}/pages/pour_qui/", PAGES["pour_qui"])
    browser.get(f"/bureau/papier/encodages/{draft.pk}/verifier/")
    assert Consultation.objects.get(screen="desk.intake").subjects.get().uuid == draft.pk


def test_it_is_dropped_after_a_second_look(at_the_desk):
    browser = at_the_desk()
    draft = began(browser)
    assert "Oui, effacer cet encodage" in reads(
        browser.get(f"/bureau/papier/encodages/{draft.pk}/pages/pour_qui/")
    )
    answer = browser.post(f"/bureau/papier/encodages/{draft.pk}/abandonner/", follow=True)
    assert ("L’encodage est abandonné" in reads(answer), Draft.objects.count()) == (True, 0)


def test_how_it_arrived_is_corrected(at_the_desk):
    browser = at_the_desk()
    draft = began(browser)
    url = f"/bureau/papier/encodages/{draft.pk}/arrivee/"
    assert 'value="20"' in browser.get(url).content.decode()
    browser.post(f"{url}guichet/", {**ARRIVED, "identity": "seen", "reply": "email"})
    draft.refresh_from_db()
    assert (draft.channel, draft.intake.identity, draft.intake.reply) == ("counter", "seen", "email")


def test_older_paper_is_encoded_in_the_version_in_force_which_says_what_it_asks_otherwise(at_the_desk):
    first = ProcedureVersion.objects.get(procedure__slug=factories.RESIDENCE, number=1)
    newer = bytes(first.canonical).replace(b"Votre adresse e-mail", "Votre adresse électronique".encode())
    assert newer != bytes(first.canonical)
    second = ProcedureVersion.objects.create(
        procedure=first.procedure,
        number=2,
        fingerprint="2" * 64,
        canonical=newer,
        published_at=first.published_at,
    )
    first.procedure.in_force = second
    first.procedure.save()
    browser = at_the_desk()
    text = reads(browser.get(f"{PAPER}encoder/poste/"))
    assert "Il vient de la version 1. Vous encodez dans la version 2, en vigueur." in text
    assert "Votre adresse électronique" in text
    check = reads(browser.get(f"/bureau/papier/encodages/{filled(browser).pk}/verifier/"))
    assert "Il vient de la version 1. Vous encodez dans la version 2, en vigueur." in check


def test_a_refusal_to_open_keeps_everything(at_the_desk, clerk):
    browser = at_the_desk()
    draft = filled(browser)
    typed = {**PAGES["coordonnees"], "courriel": clerk.email}
    browser.post(f"/bureau/papier/encodages/{draft.pk}/pages/coordonnees/", typed)
    draft.refresh_from_db()
    answer = browser.post(f"/bureau/papier/encodages/{draft.pk}/verifier/", {"revision": draft.revision})
    refused(answer, "Cette adresse e-mail est la vôtre")
    assert Case.objects.count() == 0


@pytest.mark.parametrize("rest", ["", "arrivee/", "verifier/", "pages/pour_qui/"])
def test_another_department_sees_nothing(at_the_desk, draft, rest: str):
    browser = at_the_desk("redaction@demo.example")
    assert browser.get(f"/bureau/papier/encodages/{draft.pk}/{rest}").status_code == 404
    assert "Encodages en cours" not in reads(browser.get("/bureau/papier/"))
    assert "Encoder" not in reads(browser.get(PAPER))
    assert browser.get(f"{PAPER}encoder/poste/").status_code == 404
    assert browser.post(f"{PAPER}encoder/poste/", ARRIVED).status_code == 404


def test_no_portal_opens_it(at_the_portal, draft):
    assert at_the_portal().get(f"/demande/{draft.pk}/pour_qui/").status_code == 404


def test_a_sent_draft_leads_to_its_case(at_the_desk, clerk):
    browser = at_the_desk()
    draft = filled(browser)
    case = factories.submit(clerk, draft).case
    for rest in ("", "verifier/", "pages/pour_qui/", "arrivee/"):
        answer = browser.get(f"/bureau/papier/encodages/{draft.pk}/{rest}", follow=True)
        assert answer.redirect_chain[-1][0] == f"/bureau/dossiers/{case.pk}/"


@pytest.mark.parametrize("rest", ["encoder/rien/", "encoder/web/"])
def test_ways_that_do_not_exist(at_the_desk, rest: str):
    assert at_the_desk().get(f"{PAPER}{rest}").status_code == 404


def test_a_list_of_three_costs_as_many_queries_as_one_of_one(
    at_the_desk, draft, clerk, django_assert_max_num_queries
):
    browser = at_the_desk()
    browser.get("/bureau/papier/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/bureau/papier/")
    for _ in range(2):
        arrival = Arrival("phone", date(2026, 11, 24), "declared", "letter")
        actions.begin_intake(actor=clerk, slug=factories.BIRTH, arrival=arrival)
    with django_assert_max_num_queries(len(one)):
        browser.get("/bureau/papier/")


def page_url(draft: Draft, page: str = "coordonnees") -> str:
    return f"/bureau/papier/encodages/{draft.pk}/pages/{page}/"


def test_two_agents_on_one_page_do_not_overwrite_each_other_unseen(at_the_desk, head):
    browser, colleague = at_the_desk(), at_the_desk("chef@demo.example")
    draft = filled(browser)
    shown = seen(colleague.get(page_url(draft)))
    browser.post(page_url(draft), {**PAGES["coordonnees"], "telephone": "010 11 22 33"})
    typed = {**PAGES["coordonnees"], "telephone": "010 99 88 77", "seen": shown}
    answer = colleague.post(page_url(draft), typed)
    assert answer.status_code == 422
    assert "Cette page a changé entre-temps" in reads(answer)
    assert "010 11 22 33" in reads(answer)
    assert 'value="010 99 88 77"' in answer.content.decode()
    saved = colleague.post(page_url(draft), {**typed, "seen": seen(answer)})
    assert saved.status_code == 302
    draft.refresh_from_db()
    assert draft.answers["telephone"] == "010 99 88 77"


def test_what_is_sent_once_the_session_has_ended_waits_for_the_agent(at_the_desk):
    browser = at_the_desk()
    draft = began(browser)
    browser.post(page_url(draft, "pour_qui"), PAGES["pour_qui"])
    shown = seen(browser.get(page_url(draft)))
    sign_out(browser)
    late = browser.post(page_url(draft), {**PAGES["coordonnees"], "seen": shown})
    assert late["Location"] == f"/bureau/connexion/?next={quote(page_url(draft), safe='')}"
    draft.refresh_from_db()
    assert "Cardonel" not in str(draft.answers)
    sign_in = {"email": "agent@demo.example", "password": cast.PASSWORD, "next": page_url(draft)}
    back = browser.post("/bureau/connexion/", sign_in, follow=True)
    assert "Ce que vous aviez tapé est gardé" in reads(back)
    assert 'value="Cardonel"' in back.content.decode()
    assert browser.get(f"/bureau/papier/encodages/{draft.pk}/")["Location"] == page_url(draft)
    browser.post(page_url(draft), {**PAGES["coordonnees"], "seen": seen(back)})
    assert "Ce que vous aviez tapé est gardé" not in reads(browser.get(page_url(draft)))


def test_what_waits_is_shown_to_nobody_of_another_department(at_the_desk):
    browser = at_the_desk()
    draft = began(browser)
    sign_out(browser)
    browser.post(page_url(draft), PAGES["coordonnees"])
    browser.post("/bureau/connexion/", {"email": "redaction@demo.example", "password": cast.PASSWORD})
    assert browser.get(page_url(draft)).status_code == 404


def test_whoever_bears_the_name_of_the_applicant_is_warned(at_the_desk):
    browser = at_the_desk()
    draft = began(browser)
    for page, typed in PAGES.items():
        name = {"demandeur-given_names": "Nadia", "demandeur-family_name": "Colrieu"}
        browser.post(page_url(draft, page), {**typed, **(name if page == "coordonnees" else {})})
    check = browser.get(f"/bureau/papier/encodages/{draft.pk}/verifier/")
    assert "La personne qui demande porte votre nom" in reads(check)
    draft.refresh_from_db()
    sent = {"revision": draft.revision}
    case = browser.post(f"/bureau/papier/encodages/{draft.pk}/verifier/", sent, follow=True)
    assert "La personne qui demande porte votre nom" in reads(case)
    other = at_the_desk("chef@demo.example").get(f"/bureau/dossiers/{Case.objects.get().pk}/")
    assert "porte votre nom" not in reads(other)


def test_a_page_that_the_form_has_not_leads_to_its_beginning(at_the_desk, draft):
    answer = at_the_desk().post(f"/bureau/papier/encodages/{draft.pk}/pages/rien/", {})
    assert (answer.status_code, answer["Location"]) == (302, f"/bureau/papier/encodages/{draft.pk}/")
