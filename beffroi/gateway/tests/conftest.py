"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from beffroi.people.policies import Actor
from beffroi.people.tests import factories as people
from tests.support.service import Service, running


@pytest.fixture
def manager(db: None, clock: object) -> Actor:
    """Whoever manages procedures."""
    return people.manager()


@pytest.fixture
def clerk(db: None, clock: object) -> Actor:
    """An agent who does not."""
    return people.clerk()


@pytest.fixture
def service(tmp_path: Path, settings) -> Iterator[Service]:
    """A service inside the network, which the operator lets connectors reach."""
    with running(tmp_path) as found:
        settings.GATEWAY_INNER_HOSTS = frozenset({found.inner_host})
        settings.GATEWAY_CA_FILE = str(found.authority)
        yield found
