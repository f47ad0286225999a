"""Pages that come from the code say what the code says."""

from __future__ import annotations

import runpy
from collections.abc import Callable

import pytest

from . import house

pytestmark = pytest.mark.once

PAGES: dict[str, Callable[[], str]] = runpy.run_path(str(house.ROOT / "scripts/reference.py"))["PAGES"]


@pytest.mark.parametrize("path", PAGES)
def test_a_reference_page_is_up_to_date(path: str):
    assert (house.ROOT / path).read_text() == PAGES[path](), "make docs"
