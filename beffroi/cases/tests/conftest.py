"""The cast in a commune that is loaded once, folders of their own for files and seals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from beffroi.correspondence.tests.factories import MailServer, listening
from beffroi.documents.connectors import seal
from beffroi.people.policies import Actor
from tests.support.service import service as service

from . import factories
from .world import World


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The commune, in a transaction beneath those of the tests."""
    found = World()
    with django_db_blocker.unblock():
        found.open()
        yield found
        found.close()


@pytest.fixture(scope="session")
def seals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seals of the demonstration, made once: an RSA key takes up to a second."""
    folder = tmp_path_factory.mktemp("seal")
    for name in ("commune", "baec", "rn"):
        seal.create_authority(
            folder / name, organisation=f"Organisation {name}", root_name=f"Autorité {name}"
        )
    return folder


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path, seals: Path) -> Path:
    """Whatever is written on disk lies in this test's own folder."""
    settings.HOME = tmp_path
    settings.FILES_DIR = tmp_path / "files"
    settings.SEAL_DIR = seals
    settings.BASE_URL = "https://wavre.example"
    return tmp_path


@pytest.fixture
def house(world: World, db: None, clock: object, mails: MailServer) -> World:
    """The commune, open on a Tuesday at ten, with a mail server that listens."""
    return world


@pytest.fixture
def mails(settings) -> Iterator[MailServer]:
    """A real SMTP server; ``mails.mails`` is what it took."""
    handler = MailServer()
    with listening(handler) as port:
        settings.EMAIL_BACKEND = "beffroi.correspondence.connectors.smtp.backend.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.MAIL_FROM = "ne-pas-repondre@wavre.example"
        yield handler


@pytest.fixture
def citizen(house: World) -> Actor:
    """Élise, identified by eID in this session."""
    return factories.citizen()


@pytest.fixture
def emailer(house: World) -> Actor:
    """Inès, of whom we know an e-mail address."""
    return factories.emailer()


@pytest.fixture
def georges(house: World) -> Actor:
    """Another citizen, whose identity an agent has checked."""
    return factories.georges()


@pytest.fixture
def stranger(house: World) -> Actor:
    """Somebody else with an eID, who must see nothing."""
    return factories.stranger()


@pytest.fixture
def clerk(house: World) -> Actor:
    """Works at Population."""
    return factories.desk("agent@demo.example")


@pytest.fixture
def head(house: World) -> Actor:
    """Heads Population."""
    return factories.desk("chef@demo.example")


@pytest.fixture
def till(house: World) -> Actor:
    """Takes the money."""
    return factories.desk("caisse@demo.example")


@pytest.fixture
def outsider(house: World) -> Actor:
    """An agent of another department."""
    return factories.desk("redaction@demo.example")
