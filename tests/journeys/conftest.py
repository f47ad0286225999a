"""The house for all journeys of a worker, loaded once: each journey has people of its own, so none sees another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from beffroi.people.rules import cast
from tests.support import browser as support
from tests.support.database import empty_past_the_guards
from tests.support.service import service as service

from .house import House, open_house
from .visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="package")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, written for good and emptied once all journeys are over.

    It bears the name by which pytest-django knows that a test needs the database.
    """
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            empty_past_the_guards()


@pytest.fixture(scope="package")
def house(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The commune, open."""
    with open_house(tmp_path_factory.mktemp("house")) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The system's Chromium, for one journey."""
    with support.chromium() as found:
        yield found
        connections.close_all()  # beneath the driver's event loop Django keeps connections apart, and would leave them


@pytest.fixture
def visitor(house: House, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each with a browser profile of their own; in the end nothing may have gone wrong for any."""
    made: list[Visitor] = []

    def make(**manners: Any) -> Visitor:
        made.append(Visitor(support.new_page(browser, **manners), house.url))
        return made[-1]

    yield make
    assert [wrong for one in made for wrong in one.wrong] == []


@pytest.fixture
def citizen(visitor: Callable[..., Visitor]) -> Visitor:
    """Somebody with a telephone of 390 pixels."""
    return visitor(width=390)


@pytest.fixture
def clerk(visitor: Callable[..., Visitor]) -> Visitor:
    """Nadia, at the desk."""
    return at_the_desk(visitor(), "agent@demo.example")


def at_the_desk(someone: Visitor, email: str) -> Visitor:
    """An agent signs in at the desk."""
    someone.open("/bureau/")
    someone.type("Adresse e-mail", email)
    someone.type("Mot de passe", cast.PASSWORD)
    someone.press("Entrer au bureau")
    return someone


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A small honest PDF."""
    from beffroi.documents.tests.factories import pdf as small

    path = tmp_path / "preuve.pdf"
    path.write_bytes(small())
    return path


@pytest.fixture
def till(visitor: Callable[..., Visitor]) -> Visitor:
    """Odile, who takes the money."""
    return at_the_desk(visitor(), "caisse@demo.example")
