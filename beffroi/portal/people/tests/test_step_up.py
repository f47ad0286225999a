"""Being asked for more, told why, and brought back to the same page; and never sent elsewhere."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from beffroi.people.policies import Actor, Level
from beffroi.people.tests.federal import identify
from beffroi.portal.people.levels import needs

from .conftest import come_back, come_in, leave, path_of, sign_in

SPACE = "/mon-espace/"


@needs(Level.ITSME)
def document(request):
    return HttpResponse("le document")


@pytest.mark.parametrize("level", list(Level))
def test_a_view_that_needs_itsme(rf: RequestFactory, level):
    request = rf.get("/mon-espace/documents/7/?a=b")
    request.actor = Actor(level=level)
    answer = document(request)
    if level >= Level.ITSME:
        assert answer.content.decode() == "le document"
    else:
        place = urlsplit(answer["Location"])
        assert place.path == reverse("portal:step_up")
        assert parse_qs(place.query) == {"next": ["/mon-espace/documents/7/?a=b"], "level": ["450"]}


def test_it_says_why_and_leads_back(client, account, federal):
    sign_in(client)
    page = client.get(reverse("portal:step_up"), {"next": "/demande/7/?page=2", "level": "450"})
    html = page.content.decode()
    assert "Nous devons être sûrs que c’est vous" in html
    assert "Rien n’est perdu" in html
    assert f"{reverse('portal:identify')}?level=450&amp;next=/demande/7/%3Fpage%3D2" in html


def test_only_the_card_is_asked_for_when_only_the_card_will_do(client, federal):
    html = client.get(reverse("portal:step_up"), {"level": "500"}).content.decode()
    assert "seule la carte d’identité (eID) suffit" in html
    assert "acr_values=urn%3Abe%3Afedict%3Aiam%3Afas%3ALevel500" in leave(client, level="500")


def test_who_has_the_level_goes_on_at_once(client, federal):
    come_in(client, means="itsme")
    step_up = reverse("portal:step_up")
    assert path_of(client.get(step_up, {"next": "/demande/7/", "level": "450"})) == "/demande/7/"
    assert client.get(step_up, {"next": "/demande/7/", "level": "500"}).status_code == 200


def test_who_only_needs_an_account_may_choose_how_to_come_in(client, account):
    answer = client.get(reverse("portal:step_up"), {"next": "/demande/7/", "level": "100"})
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fdemande%2F7%2F"
    sign_in(client)
    assert (
        path_of(client.get(reverse("portal:step_up"), {"next": "/demande/7/", "level": "100"}))
        == "/demande/7/"
    )


def test_without_the_federal_service_the_other_ways_are_told(client):
    html = client.get(reverse("portal:step_up")).content.decode()
    assert "itsme" not in html
    assert "Venez une fois au guichet" in html


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example\\",
    "http:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "http://testserver.evil.example/",
    "http://testserver@evil.example/",
    "\thttps://evil.example/",
    "http://localhost/elsewhere/",
]


@pytest.mark.parametrize("evil", ELSEWHERE)
def test_nobody_is_sent_elsewhere(client, account, federal, evil):
    assert path_of(come_in(Client(), next=evil)) == SPACE
    page = client.get(reverse("portal:step_up"), {"next": evil}, headers={"referer": evil}).content.decode()
    assert re.findall('href="[^"]*(?:evil|elsewhere)', page) == []
    answers = [
        sign_in(client, next=evil),
        client.get(reverse("account_login"), {"next": evil}),
        client.post(reverse("account_logout"), {"next": evil}),
    ]
    known = Client()
    come_in(known)
    answers.append(known.get(reverse("portal:step_up"), {"next": evil}))
    for answer in answers:
        assert answer.status_code == 302
        assert urlsplit(answer["Location"]).netloc in ("", "testserver")
        assert "elsewhere" not in answer["Location"]


def test_the_memory_of_the_session_is_checked_again_on_the_way_back(client, federal):
    """Even if something wrote another address into the session."""
    answer = identify(leave(client))
    session = client.session
    away = session["identifications"]
    away[answer["state"]]["next"] = "https://evil.example/"
    session["identifications"] = away
    session.save()
    assert path_of(come_back(client, answer)) == SPACE
