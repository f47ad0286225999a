"""What the tests of this room share."""

from __future__ import annotations

import pytest

from beffroi.people.models import Organisation
from beffroi.people.policies import Actor

from . import factories


@pytest.fixture
def commune(db: None, clock: object) -> Organisation:
    """The commune that asks for money."""
    return factories.commune()


@pytest.fixture
def till(commune: Organisation) -> Actor:
    """Whoever counts the money."""
    return factories.agent("Karim Peeters", "till")


@pytest.fixture
def clerk(commune: Organisation) -> Actor:
    """An agent without the till's right."""
    return factories.agent("Nadia Lambert", "clerk")
