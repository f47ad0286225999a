"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from beffroi.people.models import Account

from . import factories


@pytest.fixture
def account(db: None, clock: object) -> Account:
    """Léa Dubois's account, in a commune whose Population department answers."""
    factories.commune()
    factories.population()
    return factories.citizen_account()


@pytest.fixture
def server(settings: Settings) -> Iterator[factories.MailServer]:
    """A real SMTP server, to which the settings point."""
    handler = factories.MailServer()
    with factories.listening(handler) as port:
        settings.EMAIL_BACKEND = "beffroi.correspondence.connectors.smtp.backend.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.MAIL_FROM = "ne-pas-repondre@commune.example"
        settings.BASE_URL = "https://commune.example"
        yield handler
