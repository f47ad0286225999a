"""Accounts by e-mail: opened, confirmed, lost and found again; and what their owner sees of them."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from beffroi.journal.actions import run_due_jobs
from beffroi.journal.models import Event, Job
from beffroi.people.models import Account
from beffroi.people.policies import Level
from beffroi.people.tests.federal import LEA
from beffroi.portal.people import sessions
from beffroi.portal.people.tasks import AccountMail

from .conftest import PASSWORD, account_of, come_in, path_of, sign_in

NEW = "nouveau mot de passe"


def delivered() -> list[mail.EmailMessage]:
    """What the worker sends."""
    mail.outbox.clear()
    run_due_jobs(worker="test")
    return mail.outbox


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"http://testserver(/\S+)", str(message.body))
    assert found
    return found.group(1)


def sign_up(client: Client, email: str = "neuf@exemple.test") -> None:
    answer = client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD})
    assert path_of(answer) == reverse("account_email_verification_sent")


def test_an_account_opens_when_its_address_is_confirmed(client):
    session = client.session
    session["drafts"] = ["0b5f3c1e-6a5a-4d5e-9b1c-1f6d0a3f6a11"]
    session.save()
    sign_up(client)
    assert account_of(client) is None
    (message,) = delivered()
    assert message.to == ["neuf@exemple.test"]
    assert message.subject == "Confirmez votre adresse pour ouvrir votre compte"
    page = client.get(link_in(message))
    assert "Oui, confirmer" in page.content.decode()
    assert path_of(client.post(link_in(message))) == "/mon-espace/"
    assert account_of(client).email == "neuf@exemple.test"
    assert client.session[sessions.IDENTITY]["level"] == Level.EMAIL
    assert client.session["drafts"] == ["0b5f3c1e-6a5a-4d5e-9b1c-1f6d0a3f6a11"]


def test_an_address_that_is_not_confirmed_opens_nothing(client):
    sign_up(client)
    answer = sign_in(Client(), "neuf@exemple.test")
    assert path_of(answer) == reverse("account_email_verification_sent")


def test_a_new_account_leaves_a_fact_without_its_address(client):
    sign_up(client)
    assert Event.objects.get(name="AccountCreated").payload == {"verified": False}


def test_no_page_says_whether_an_address_has_an_account(client, account):
    sign_up(client, account.email)
    (message,) = delivered()
    assert message.subject == "Vous avez déjà un compte"
    assert Account.objects.count() == 1


def test_nobody_waits_for_the_mail_server(client):
    """The mail leaves in a job, which carries it encrypted."""
    sign_up(client)
    job = Job.objects.get(task="portal.send_account_mail")
    assert mail.outbox == []
    assert "neuf" not in str(job.args)
    assert "Confirmez" not in str(job.args)


def test_a_mail_survives_its_sealing_and_does_not_show():
    sent = AccountMail("Sujet", "Corps", "neuf@exemple.test")
    assert AccountMail.unseal(sent.seal()) == sent
    assert "neuf" not in repr(sent)


def test_a_mail_says_who_writes_and_that_it_is_a_demonstration(client):
    sign_up(client)
    (message,) = delivered()
    assert message.from_email.startswith("Sainte-Colline <")
    assert message.reply_to == ["commune@sainte-colline.example"]
    assert "Ceci est une démonstration" in message.body
    assert "&" not in message.body


def test_a_forgotten_password_is_replaced(client, account):
    assert path_of(client.post(reverse("account_reset_password"), {"email": account.email})) == reverse(
        "account_reset_password_done"
    )
    (message,) = delivered()
    assert message.subject == "Choisissez un nouveau mot de passe"
    form = client.get(link_in(message), follow=True)
    place = form.redirect_chain[-1][0]
    assert client.post(place, {"password1": NEW}).status_code == 302
    assert (sign_in(Client()).status_code, sign_in(Client(), password=NEW).status_code) == (200, 302)
    assert [m.subject for m in delivered()] == ["Votre mot de passe a changé"]
    assert "Ce lien n’est plus valable" in Client().get(link_in(message)).content.decode()


def test_an_unknown_address_is_told_so_by_mail_only(client):
    answer = client.post(reverse("account_reset_password"), {"email": "inconnu@exemple.test"})
    assert path_of(answer) == reverse("account_reset_password_done")
    (message,) = delivered()
    assert (message.subject, message.to) == ("Aucun compte avec cette adresse", ["inconnu@exemple.test"])


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [
        ("", "", ["Indiquez votre adresse e-mail.", "Indiquez votre mot de passe."]),
        ("ana", PASSWORD, ["Indiquez une adresse e-mail complète, par exemple nom@exemple.be."]),
        ("ana@exemple.test", "faux", ["L’adresse e-mail ou le mot de passe n’est pas correct."]),
        ("autre@exemple.test", PASSWORD, ["L’adresse e-mail ou le mot de passe n’est pas correct."]),
    ],
)
def test_a_refused_sign_in_says_what_to_do(client, account, email, password, says):
    html = sign_in(client, email, password).content.decode()
    assert [words for words in says if words not in html] == []
    assert "<title>Erreur :" in html
    assert account_of(client) is None


def test_too_many_attempts_wait(client, account):
    for _ in range(5):
        sign_in(client, password="faux")
    html = sign_in(client).content.decode()
    assert "Trop d’essais" in html


def test_a_machine_that_tries_many_accounts_gets_a_page_of_ours(client):
    for number in range(31):
        answer = sign_in(client, f"{number}@exemple.test")
    assert (answer.status_code, "Trop d’essais" in answer.content.decode()) == (429, True)
    assert answer.content.decode().count("<h1") == 1


@pytest.mark.parametrize("password", ["court", "password12", "ana@exemple.test"])
def test_a_weak_password_is_refused_beside_its_box(client, password):
    answer = client.post(reverse("account_signup"), {"email": "ana@exemple.test", "password1": password})
    assert 'href="#id_password1"' in answer.content.decode()


def test_signing_out_takes_a_button(client, account):
    sign_in(client)
    assert "Se déconnecter ?" in client.get(reverse("account_logout")).content.decode()
    assert account_of(client) == account
    client.post(reverse("account_logout"))
    assert account_of(client) is None


PAGES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
    "portal:step_up",
]
OWN_PAGES = ["account_logout", "account_email", "account_change_password", "portal:my_data"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_visitor_opens_in_french(client, federal, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert_plain(answer.content.decode())


@pytest.mark.parametrize("name", OWN_PAGES)
def test_every_page_of_an_account_opens_in_french(client, account, federal, name):
    sign_in(client)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert_plain(answer.content.decode())


def assert_plain(html: str) -> None:
    """One heading, nothing inline, nothing left in English."""
    assert html.count("<h1") == 1
    assert "style=" not in html
    assert "placeholder=" not in html
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert not re.search(r"\b(Sign|Email|Password|Your|the)\b", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("name", OWN_PAGES)
def test_the_pages_of_an_account_need_one(client, name):
    answer = client.get(reverse(name))
    assert path_of(answer) in (reverse("account_login"), "/")


def test_my_data_show_nothing_of_the_register_to_an_email_account(client, account, federal):
    sign_in(client)
    come_in(client)
    client.post(reverse("account_logout"))
    sign_in(client)
    html = client.get(reverse("portal:my_data")).content.decode()
    assert "***.33" not in html
    assert "registre national" not in html
    assert "Confirmer qui je suis" in html
    assert "ana@exemple.test" in html


def test_my_data_show_the_number_masked_to_its_owner(client, federal):
    come_in(client)
    html = client.get(reverse("portal:my_data")).content.decode()
    assert "Léa Dubuisson" in html
    assert "**.**.**-***.33" in html
    assert LEA.national_number not in html
    assert "Vous n’êtes pas inscrit au registre" in html
    assert not Event.objects.filter(name__contains="Consult").exists()


def test_the_language_of_letters_is_chosen(client, account):
    sign_in(client)
    assert path_of(client.post(reverse("portal:choose_language"), {"language": "nl"})) == reverse(
        "portal:my_data"
    )
    account.refresh_from_db()
    assert account.language == "nl"
    refused = client.post(reverse("portal:choose_language"), {"language": "tlh"})
    assert (refused.status_code, "Choisissez une langue." in refused.content.decode()) == (422, True)


def test_an_account_by_eid_may_add_an_address_and_a_password(client, federal):
    come_in(client)
    client.post(reverse("account_email"), {"email": "lea@exemple.test", "action_add": "1"})
    (message,) = delivered()
    client.post(link_in(message))
    account = account_of(client)
    assert account.email == "lea@exemple.test"
    assert client.session[sessions.IDENTITY]["level"] == Level.EID
    client.post(reverse("account_set_password"), {"password1": NEW})
    assert path_of(sign_in(Client(), "lea@exemple.test", NEW)) == "/mon-espace/"
