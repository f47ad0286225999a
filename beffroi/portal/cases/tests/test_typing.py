"""A page saves itself while somebody types: what the script is answered."""

from __future__ import annotations

import pytest
from django.test import Client

from beffroi.cases.models import Draft
from beffroi.cases.tests.factories import contact, residence
from beffroi.people.rules import cast
from tests.support.doors import reads, sign_out

from .test_form import begin, fill, send
from .test_pages import seen

HERSELF = {"pour_qui": "moi", "motif": "banque"}


@pytest.fixture
def client(house) -> Client:
    return Client()


def keep(client: Client, draft: str, values: dict[str, str], page: str = "pour_qui"):
    """What the script sends after a pause."""
    return client.post(f"{draft}page/{page}/garder/", values)


def test_what_is_typed_is_kept_and_the_hour_is_said(client):
    draft = begin(client)
    answer = keep(client, draft, {"motif": "banque", "seen": seen(client.get(f"{draft}page/pour_qui/"))})
    assert (answer.status_code, answer.json()["said"]) == (200, "Enregistré à 10\xa0h")
    assert answer.json()["seen"] == seen(client.get(f"{draft}page/pour_qui/"))
    assert Draft.objects.get().answers == {"pour_qui": None, "motif": "banque"}
    assert client.get(draft)["Location"] == f"{draft}page/pour_qui/"


def test_nothing_is_corrected_while_one_types(client):
    draft = begin(client)
    fill(client, draft, {"pour_qui": HERSELF})
    keep(client, draft, contact(cast.INES, courriel="ines@"), "coordonnees")
    page = client.get(draft, follow=True)
    assert "Un point est à corriger" not in reads(page)
    assert 'value="ines@"' in page.content.decode()


def test_a_page_that_another_tab_changed_is_not_kept_over_it(client):
    draft = begin(client)
    shown = seen(client.get(f"{draft}page/pour_qui/"))
    keep(client, draft, {**HERSELF, "seen": shown})
    late = keep(client, draft, {**HERSELF, "motif": "pension", "seen": shown})
    assert late.status_code == 409
    assert late.json()["said"].startswith("Cette page a changé entre-temps")
    assert Draft.objects.get().answers == HERSELF


def test_a_lapsed_session_is_told_with_the_way_back(client):
    draft = begin(client)
    sign_out(client)
    answer = keep(client, draft, HERSELF)
    assert answer.status_code == 401
    assert answer.json()["link"]["url"] == f"/reprendre/?demande={draft.split('/')[2]}"
    assert Draft.objects.get().answers == {}


def test_a_page_left_open_is_given_a_new_token(client):
    draft = begin(client)
    assert len(client.get(f"{draft}page/pour_qui/garder/").json()["token"]) == 64
    assert Client().get(f"{draft}page/pour_qui/garder/").status_code == 401


def test_what_was_sent_is_not_typed_in_any_more(at_the_portal):
    client = at_the_portal()
    draft = begin(client)
    fill(client, draft, residence())
    send(client, draft)
    answer = keep(client, draft, HERSELF)
    assert (answer.status_code, answer.json()["said"]) == (410, "Cette demande est déjà envoyée.")


def test_a_page_that_the_form_does_not_have(client):
    assert keep(client, begin(client), HERSELF, "inconnue").status_code == 410
