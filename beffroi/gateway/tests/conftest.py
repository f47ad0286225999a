"""What the tests of this room share."""

from __future__ import annotations

import pytest

from beffroi.people.policies import Actor
from beffroi.people.tests import factories as people
from tests.support.service import service as service


@pytest.fixture
def manager(db: None, clock: object) -> Actor:
    """Whoever manages procedures."""
    return people.manager()


@pytest.fixture
def clerk(db: None, clock: object) -> Actor:
    """An agent who does not."""
    return people.clerk()
