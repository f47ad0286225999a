"""Material for the gallery of components."""

from __future__ import annotations

from typing import Any

FIRST = "composants"
PAGES = (FIRST,)


def context(page: str) -> dict[str, Any]:
    """What a page of the gallery shows."""
    return {}
