"""Fixtures of the journal's tests."""

from collections.abc import Iterator

import pytest

from . import factories


@pytest.fixture
def registers() -> Iterator[None]:
    with factories.registers_of_their_own():
        yield
