"""What every test shares: the clock, the databases' manners, no network. The cast lives in each room's factories."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from types import ModuleType

import pytest
from django.conf import settings
from django.core.signals import setting_changed
from django.db.models.sql.compiler import SQLCompiler
from django.test import TransactionTestCase
from django.utils import translation

from beffroi.lib import clock as house_clock
from tests.support import database, network

#: The instant at which the house lives in tests: a Tuesday morning, ten o'clock in Brussels.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Lighter settings where strength is not what is tested, before the first connection."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
    for name in ("PASSWORD_HASHERS", "STORAGES"):  # what was read while Django started is forgotten
        setting_changed.send(sender=None, setting=name, value=getattr(settings, name), enter=True)


@pytest.fixture(autouse=True, scope="session")
def _manners() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", database.empty_past_the_guards)
        patch.setattr(SQLCompiler, "_order_by_pairs", database.shuffled_unless_ordered)
        patch.setattr(socket.socket, "connect", network.connect_only_here)
        yield


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """A test database starts from a migrated copy when there is one (tests.support.database)."""
    return database.start_from_migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Keep what the migrations wrote, so that emptied tables get it back (tests.support.database)."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.keep_migrated()
        database.remember_migrated()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """``beffroi.lib.clock`` held at ``NOW`` in every thread; ``with clock.at(...)`` moves it."""
    monkeypatch.setattr(house_clock, "_source", ContextVar("test_clock", default=lambda: NOW))
    return house_clock


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    """Each test begins in French, whatever language the one before it left behind in this thread."""
    translation.activate("fr")
    yield
    translation.activate("fr")
