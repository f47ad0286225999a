"""Coming in by eID and itsme: whose account opens, what is kept, and what is never believed."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse

from beffroi.journal.models import Event
from beffroi.people import queries
from beffroi.people.connectors.fas.demonstration.server import RETURN_PATH
from beffroi.people.models import Account, IdentityLink, NationalNumber
from beffroi.people.policies import Level
from beffroi.people.tests.federal import LEA, TOM, identify
from beffroi.portal.people import sessions

from .conftest import account_of, come_back, come_in, leave, path_of, sign_in

SPACE = "/mon-espace/"


def identity(client: Client) -> tuple[int, str]:
    held = client.session[sessions.IDENTITY]
    return held["level"], held["method"]


def test_a_first_visit_makes_an_account_without_an_address(client, federal):
    answer = come_in(client)
    account = account_of(client)
    assert (path_of(answer), identity(client)) == (SPACE, (Level.EID, "eid"))
    assert (account.email, account.has_usable_password()) == (None, False)
    assert queries.identity_of(account.pk).method == "eid"


def test_the_next_visit_opens_the_same_account(client, federal):
    come_in(client)
    other = Client()
    come_in(other, means="itsme")
    assert account_of(other) == account_of(client)
    assert identity(other) == (Level.ITSME, "itsme")


def test_an_account_by_email_keeps_its_account_when_stepping_up(client, account, federal):
    sign_in(client)
    assert identity(client) == (Level.EMAIL, "email")
    answer = come_in(client, next="/demande/7/")
    assert path_of(answer) == "/demande/7/"
    assert account_of(client) == account
    assert identity(client) == (Level.EID, "eid")
    assert "maintenant liée à votre compte" in client.get(reverse("portal:my_data")).content.decode()


def test_a_later_visit_by_email_is_only_worth_an_email(client, account, federal):
    sign_in(client)
    come_in(client)
    client.post(reverse("account_logout"))
    sign_in(client)
    assert (account_of(client), identity(client)) == (account, (Level.EMAIL, "email"))


def test_the_account_that_is_already_theirs_is_opened_and_said(client, account, federal):
    come_in(client)
    theirs = account_of(client)
    other = Client()
    sign_in(other)
    come_in(other)
    assert account_of(other) == theirs
    assert queries.identity_of(account.pk) is None
    assert "Vous avez déjà un espace privé" in other.get(reverse("portal:my_data")).content.decode()


def test_somebody_elses_card_opens_their_own_account_and_leaves_mine(client, account, federal):
    sign_in(client)
    come_in(client, LEA)
    come_in(client, TOM)
    assert account_of(client) not in (None, account)
    assert {link.account for link in IdentityLink.objects.all()} == {account, account_of(client)}


def test_a_private_account_opens_before_the_one_used_at_work(client, account, federal, clerk_of):
    sign_in(client)
    come_in(client)
    clerk_of(account)
    private = Client()
    come_in(private)
    assert account_of(private) == account, "the only one they have"
    second = IdentityLink.objects.create(
        account=Account.objects.create(),
        person=IdentityLink.objects.get(account=account).person,
        method="eid",
        level=Level.EID,
    )
    again = Client()
    come_in(again)
    assert account_of(again) == second.account


def test_a_closed_account_does_not_open(client, federal):
    come_in(client)
    Account.objects.update(is_active=False)
    other = Client()
    answer = come_in(other)
    assert (answer.status_code, account_of(other)) == (403, None)
    assert "Votre compte est fermé" in answer.content.decode()


@pytest.mark.parametrize("way", ["eid", "email", "another account"])
def test_what_was_begun_follows_under_a_fresh_session_key(client, account, federal, way):
    if way == "another account":
        come_in(Client())
        sign_in(client)
    session = client.session
    session["drafts"] = ["0b5f3c1e-6a5a-4d5e-9b1c-1f6d0a3f6a11"]
    session.save()
    before = session.session_key
    if way == "email":
        sign_in(client)
    else:
        come_in(client)
    assert client.session["drafts"] == ["0b5f3c1e-6a5a-4d5e-9b1c-1f6d0a3f6a11"]
    assert client.session.session_key != before
    assert not type(session)().exists(before)


def test_a_new_level_takes_a_new_session_key(client, account, federal):
    sign_in(client)
    before = client.session.session_key
    come_in(client)
    assert client.session.session_key != before


def test_the_answer_of_the_service_serves_once(client, federal):
    answer = identify(leave(client))
    come_back(client, answer)
    client.post(reverse("account_logout"))
    again = come_back(client, answer)
    assert (again.status_code, account_of(client)) == (403, None)
    assert "Cette identification n’est plus valable" in again.content.decode()


def test_the_answer_of_another_browser_opens_nothing(client, federal):
    answer = identify(leave(Client()))
    leave(client)
    again = come_back(client, answer)
    assert (again.status_code, account_of(client)) == (403, None)


def test_two_tabs_may_leave_at_once(client, federal):
    first, second = leave(client, next="/demande/1/"), leave(client, next="/demande/2/")
    assert path_of(come_back(client, identify(second))) == "/demande/2/"
    assert path_of(come_back(client, identify(first))) == "/demande/1/"


def test_giving_up_loses_nothing(client, federal):
    page = come_back(client, identify(leave(client, next="/demande/7/"), cancel="1"))
    assert page.status_code == 200
    assert "Vous avez arrêté l’identification." in page.content.decode()
    assert 'href="/demande/7/"' in page.content.decode()


def test_a_weaker_level_than_asked_is_not_enough(client, federal, monkeypatch):
    honest = federal.userinfo_claims
    monkeypatch.setattr(federal, "userinfo_claims", lambda grant: {**honest(grant), "assurance_level": "200"})
    page = come_in(client)
    assert (page.status_code, account_of(client)) == (403, None)
    assert "Le moyen utilisé ne suffit pas ici" in page.content.decode()


def test_a_forged_answer_opens_nothing(client, federal, monkeypatch):
    monkeypatch.setattr(federal, "sign", lambda claims: "forged")
    page = come_in(client)
    assert (page.status_code, account_of(client)) == (403, None)


def test_a_service_that_is_down_says_so(client, federal, settings):
    answer = identify(leave(client))
    settings.FAS_ISSUER = "http://127.0.0.1:9/fas/oauth2"
    page = come_back(client, {**answer, "iss": settings.FAS_ISSUER})
    assert page.status_code == 503
    assert "ne répond pas" in page.content.decode()


def test_a_demonstration_takes_no_number_that_somebody_may_have(client, federal, monkeypatch):
    honest = federal.userinfo_claims
    monkeypatch.setattr(federal, "userinfo_claims", lambda grant: {**honest(grant), "egovNRN": "85073003328"})
    page = come_in(client)
    assert (page.status_code, account_of(client), NationalNumber.objects.count()) == (403, None, 0)


def test_without_a_service_nothing_of_it_is_offered(client):
    assert "itsme" not in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("portal:identify")).status_code == 403


def test_the_number_stands_nowhere_in_clear(client, account, federal, caplog):
    sign_in(client)
    come_in(client)
    client.get(reverse("portal:my_data"))
    rows = [row for model in apps.get_models() for row in model._base_manager.all()]
    stored = serializers.serialize("json", rows)
    sessions_held = json.dumps(dict(client.session))
    for text in (stored, sessions_held, caplog.text):
        assert LEA.national_number not in text


def test_the_facts_say_who_came_in_without_a_name(client, account, federal):
    sign_in(client)
    come_in(client)
    proved = Event.objects.get(name="IdentityProved")
    assert proved.payload == {"method": "eid", "level": 500, "outcome": "linked"}
    assert "Dubuisson" not in serializers.serialize("json", Event.objects.all())


def test_the_demonstration_service_knows_our_return_address():
    assert reverse("portal:identified") == RETURN_PATH
