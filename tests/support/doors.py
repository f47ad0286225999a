"""What the tests of the doors share: the cast of the cases room in front of screens, without a browser.

A folder of tests takes it all with ``from tests.support.doors import *`` in its ``conftest.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoDbBlocker

from beffroi.cases.tests import conftest as cast_fixtures
from beffroi.cases.tests.world import World
from beffroi.documents.connectors import seal
from beffroi.people.models import Account
from beffroi.people.policies import Level
from beffroi.people.rules import cast
from beffroi.website.site import open_site

__all__ = [
    "at_the_desk",
    "at_the_portal",
    "citizen",
    "clerk",
    "emailer",
    "folders",
    "georges",
    "head",
    "house",
    "mails",
    "outsider",
    "seals",
    "stranger",
    "till",
    "world",
]

folders, house, mails = cast_fixtures.folders, cast_fixtures.house, cast_fixtures.mails
citizen, emailer, georges = cast_fixtures.citizen, cast_fixtures.emailer, cast_fixtures.georges
clerk, head, till = cast_fixtures.clerk, cast_fixtures.head, cast_fixtures.till
outsider, stranger = cast_fixtures.outsider, cast_fixtures.stranger


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The commune and its first pages, in a transaction beneath those of the tests."""
    found = World()
    with django_db_blocker.unblock():
        found.open()
        open_site()
        yield found
        found.close()


@pytest.fixture(scope="session")
def seals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seals of the demonstration, made once for all folders of tests: an RSA key takes up to a second."""
    folder = tmp_path_factory.getbasetemp() / "seals"
    for name in ("commune", "baec", "rn"):
        if not (folder / name).exists():
            seal.create_authority(
                folder / name, organisation=f"Organisation {name}", root_name=f"Autorité {name}"
            )
    return folder


@pytest.fixture
def at_the_portal(house: World) -> Callable[..., Client]:
    """Opens a browser in which somebody of the cast is signed in, at an identity level."""

    def open_browser(email: str = cast.ELISE.email, level: int = Level.EID, method: str = "eid") -> Client:
        client = Client()
        client.force_login(Account.objects.get(email=email))
        session = client.session
        session["identity"] = {"level": int(level), "method": method}
        session.save()
        return client

    return open_browser


@pytest.fixture
def at_the_desk(house: World) -> Callable[..., Client]:
    """Opens a browser in which an agent has come in by the desk's entrance."""

    def open_browser(email: str = "agent@demo.example") -> Client:
        client = Client()
        answer = client.post("/bureau/connexion/", {"email": email, "password": cast.PASSWORD})
        assert answer.status_code == 302, reads(answer)
        return client

    return open_browser


def sign_out(client: Client) -> None:
    """The session lapses on the server, the browser still shows its page."""
    for name in (django_settings.SESSION_COOKIE_NAME, django_settings.DESK_SESSION_COOKIE_NAME):
        client.cookies.pop(name, None)


def reads(response: Any) -> str:
    """The words of a page, in one line, spaces made plain."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(strip_tags(re.sub(r"<", " <", html)))).strip()


def summary(response: Any) -> list[tuple[str, str]]:
    """The summary of errors: where each line leads, and what it says."""
    found = re.search(
        r'class="[^"]*govuk-error-summary__list[^"]*">(.*?)</ul>', response.content.decode(), re.S
    )
    links = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', found.group(1), re.S) if found else []
    return [(unescape(url), unescape(strip_tags(words)).strip()) for url, words in links]


def refused(response: HttpResponse, words: str, control: str = "") -> None:
    """The page is shown again with the reason, and the reason leads to its control, which is there."""
    html = response.content.decode()
    assert (response.status_code, words in reads(response)) == (422, True), reads(response)[:2000]
    if control:
        assert summary(response) == [(f"#{control}", words)]
        assert f'id="{control}"' in html
