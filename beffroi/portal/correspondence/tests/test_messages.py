"""Messages in the private space, and the mailbox of the demonstration."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from beffroi.cases.tests.factories import opened
from tests.support.doors import reads

LIST = "/mon-espace/messages/"


@pytest.fixture
def message(citizen, at_the_portal) -> str:
    """The address of what the commune wrote to Élise."""
    opened(citizen)
    return re.search(rf'href="({LIST}[^"/]+/)"', at_the_portal().get(LIST).content.decode()).group(1)


def test_a_message_is_new_until_its_reader_says_otherwise(message, at_the_portal):
    browser = at_the_portal()
    assert "J’ai lu ce message" in reads(browser.get(message))
    assert "J’ai lu ce message" in reads(browser.get(message))
    assert "J’ai lu ce message" not in reads(browser.post(f"{message}lu/", follow=True))
    assert browser.post(f"{message}lu/", follow=True).status_code == 200


def test_nobody_else_reads_it(message, stranger, at_the_portal):
    other = at_the_portal("tom@demo.example")
    assert "Pas encore de message" in reads(other.get(LIST))
    assert {other.get(message).status_code, other.post(f"{message}lu/").status_code} == {404}
    assert other.get(f"{LIST}{uuid4()}/").status_code == 404


@pytest.mark.parametrize("path", ["/courrier-demo/", "/courrier-demo/20261124T090000-1/"])
def test_outside_a_demonstration_there_is_no_mailbox(house, settings, path):
    settings.DEMONSTRATION = False
    assert Client().get(path).status_code == 404


def test_in_a_demonstration_every_mail_is_shown_as_it_left(house, settings, folders):
    settings.DEMONSTRATION = True
    (folders / "mailbox").mkdir()
    mail = "Subject: =?utf-8?q?Votre_re=C3=A7u?=\nTo: elise@demo.example\nContent-Type: text/plain; charset=utf-8\n\n<b>Bonjour</b>"
    (folders / "mailbox" / "20261124T090000-1.eml").write_text(mail)
    assert "Votre reçu" in reads(Client().get("/courrier-demo/"))
    shown = Client().get("/courrier-demo/20261124T090000-1/")
    assert "&lt;b&gt;Bonjour&lt;/b&gt;" in shown.content.decode()
    assert Client().get("/courrier-demo/rien/").status_code == 404


def test_an_empty_mailbox(house, settings):
    settings.DEMONSTRATION = True
    assert "Pas encore de courriel" in reads(Client().get("/courrier-demo/"))
