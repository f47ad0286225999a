"""Whole numbers written as text, by whoever sent them."""

from __future__ import annotations

import re
from typing import Final

_WHOLE: Final = re.compile(r"-?\d{1,9}", re.ASCII)


def whole(text: str | None) -> int | None:
    """The whole number that a text says, of nine figures at most, or None."""
    said = (text or "").strip()
    return int(said) if _WHOLE.fullmatch(said) else None
