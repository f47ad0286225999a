"""The desk's entrance: who may come in, what is counted, and that its session is its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from beffroi.journal.models import Event
from beffroi.lib import clock
from beffroi.people import actions
from beffroi.people.models import Account, Agent, Department, Organisation
from beffroi.people.policies import Role

PASSWORD = "trois vélos verts"
DESK = "/bureau/"


@pytest.fixture(autouse=True)
def commune(db: None) -> Organisation:
    return Organisation.objects.create(
        slug="sainte-colline",
        name="Sainte-Colline",
        short_name="Sainte-Colline",
        nis="99999",
        bce="0123456749",
    )


@pytest.fixture
def account(commune: Organisation) -> Account:
    return actions.create_account("clerk@exemple.test", PASSWORD, verified=True, name="Camille Agent")


@pytest.fixture
def clerk(account: Account) -> Agent:
    population = Department.objects.create(slug="population", name={"fr": "Population"})
    return Agent.objects.create(
        account=account, department=population, role=Role.CLERK, valid_from=clock.today()
    )


def come_in(
    client: Client, email: str = "clerk@exemple.test", password: str = PASSWORD, **more: str
) -> HttpResponse:
    return client.post(reverse("desk:sign_in"), {"email": email, "password": password, **more})  # type: ignore[return-value]


def come_in_at_the_portal(client: Client) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": "clerk@exemple.test", "password": PASSWORD})  # type: ignore[return-value]


def at_the_desk(client: Client) -> bool:
    """Whether the entrance sends this visitor straight in."""
    return client.get(reverse("desk:sign_in")).status_code == 302


def at_the_portal(client: Client) -> bool:
    return client.get(reverse("portal:my_data")).status_code == 200


def test_an_agent_comes_in_where_they_were_going(client, clerk):
    answer = come_in(client, next="/bureau/dossiers/7/?onglet=notes")
    assert answer["Location"] == "/bureau/dossiers/7/?onglet=notes"
    assert at_the_desk(client)


def test_the_entrance_leaves_a_fact_without_a_name(client, clerk):
    come_in(client)
    (fact,) = Event.objects.filter(name="AgentSignedIn")
    assert (fact.payload, fact.role, fact.department, fact.channel) == (
        {"method": "password"},
        "clerk",
        "population",
        "counter",
    )
    assert fact.actor_uuid == clerk.pk


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [
        ("", "", "Indiquez votre adresse e-mail professionnelle."),
        ("clerk", PASSWORD, "Indiquez une adresse e-mail complète, par exemple prenom.nom@commune.be."),
        ("clerk@exemple.test", "", "Indiquez votre mot de passe."),
        ("clerk@exemple.test", "faux", "L’adresse e-mail ou le mot de passe n’est pas correct."),
        ("autre@exemple.test", PASSWORD, "L’adresse e-mail ou le mot de passe n’est pas correct."),
    ],
)
def test_a_refusal_says_what_to_do(client, clerk, email, password, says):
    answer = come_in(client, email, password)
    assert (answer.status_code, says in answer.content.decode(), at_the_desk(client)) == (422, True, False)


@pytest.mark.parametrize("when", ["never", "over", "not yet"])
def test_without_a_post_today_nobody_comes_in(client, account, clerk, when):
    today = clock.today()
    dates = {
        "over": {"valid_from": today - timedelta(days=30), "valid_to": today - timedelta(days=1)},
        "not yet": {"valid_from": today + timedelta(days=1)},
    }
    Agent.objects.filter(pk=clerk.pk).update(**dates[when]) if when in dates else clerk.delete()
    answer = come_in(client)
    assert "Ce compte n’a pas de poste en cours." in answer.content.decode()
    assert not at_the_desk(client)
    assert not Event.objects.filter(name="AgentSignedIn").exists()


def test_a_closed_account_does_not_come_in(client, clerk):
    Account.objects.update(is_active=False)
    assert (come_in(client).status_code, at_the_desk(client)) == (422, False)


@pytest.mark.usefixtures("clock")
def test_too_many_attempts_wait_even_with_the_right_password(client, clerk):
    for _ in range(5):
        come_in(client, password="faux")
    answer = come_in(Client())
    assert (answer.status_code, "Trop d’essais." in answer.content.decode()) == (422, True)


@pytest.mark.usefixtures("clock")
def test_the_right_password_is_no_attempt(client, clerk):
    assert {come_in(Client()).status_code for _ in range(21)} == {302}


@pytest.mark.usefixtures("clock")
def test_another_address_may_still_try(client, clerk):
    for _ in range(6):
        come_in(client, password="faux")
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert come_in(elsewhere).status_code == 302


@pytest.mark.usefixtures("clock")
def test_one_account_cannot_be_tried_from_everywhere(client, clerk):
    for number in range(21):
        come_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), password="faux")
    assert come_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 422


def test_the_session_of_the_desk_never_opens_the_portal(client, clerk):
    come_in(client)
    assert (at_the_desk(client), at_the_portal(client)) == (True, False)


def test_the_session_of_the_portal_never_opens_the_desk(client, clerk):
    come_in_at_the_portal(client)
    assert (at_the_desk(client), at_the_portal(client)) == (False, True)


def test_a_cookie_carried_to_the_other_door_opens_nothing_there(client, clerk):
    """The same account may be at both doors, each with its own session."""
    come_in_at_the_portal(client)
    thief = Client()
    thief.cookies[settings.DESK_SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert not at_the_desk(thief)


def test_leaving_one_door_leaves_the_other_open(client, clerk):
    come_in(client)
    come_in_at_the_portal(client)
    assert (at_the_desk(client), at_the_portal(client)) == (True, True)
    client.post(reverse("desk:sign_out"))
    assert (at_the_desk(client), at_the_portal(client)) == (False, True)
    come_in(client)
    client.post(reverse("account_logout"))
    assert (at_the_desk(client), at_the_portal(client)) == (True, False)


def test_the_cookie_of_the_desk_stays_below_its_path(client, clerk):
    cookie = come_in(client).cookies[settings.DESK_SESSION_COOKIE_NAME]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (DESK, True, "Lax")


def test_coming_in_takes_a_fresh_session_key(client, clerk):
    client.cookies[settings.DESK_SESSION_COOKIE_NAME] = "a key that somebody chose"
    come_in(client)
    assert client.cookies[settings.DESK_SESSION_COOKIE_NAME].value != "a key that somebody chose"


def test_signing_out_takes_a_button(client, clerk):
    come_in(client)
    assert client.get(reverse("desk:sign_out")).status_code == 405
    assert at_the_desk(client)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/bureau/",
        "//evil.example/bureau/",
        "/mon-espace/",
        "/\\evil.example",
        "javascript:alert(1)",
    ],
)
def test_the_entrance_leads_only_into_the_desk(client, clerk, elsewhere):
    assert urlsplit(come_in(client, next=elsewhere)["Location"])[:3] == ("", "", DESK)


def test_an_editor_begins_where_the_site_is_edited(client, clerk, account):
    Agent.objects.filter(account=account).update(role=Role.EDITOR)
    assert come_in(client)["Location"] == reverse("wagtailadmin_home")
    menu = client.get(reverse("desk:jobs")).content.decode()
    assert "À traiter" not in menu
    assert "Site public" in menu


def test_the_page_speaks_french_and_has_one_heading(client):
    html = client.get(reverse("desk:sign_in")).content.decode()
    assert html.count("<h1") == 1
    assert "Entrer au bureau" in html
    assert "placeholder=" not in html


def test_the_password_is_not_shown_again(client, clerk: Any):
    assert "un secret" not in come_in(client, password="un secret").content.decode()
