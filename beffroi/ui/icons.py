"""The signs of the house (``icons.json``), drawn on a grid of 24: lines, or filled shapes for the states.

A sign never stands without a word beside it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

_DRAWN: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("icons.json").read_text())
_LINES, _SHAPES = _DRAWN["lines"], _DRAWN["shapes"]
NAMES = frozenset(_LINES) | frozenset(_SHAPES)


@lru_cache
def icon(name: str, css: str = "") -> SafeString:
    """The drawing of a sign, hidden from screen readers, for which the word beside it is enough.

    Raises KeyError for an unknown name.
    """
    path = _SHAPES.get(name) or _LINES[name]
    classes = " ".join(filter(None, ["b-icon", "b-icon--fill" if name in _SHAPES else "", css]))
    return mark_safe(  # our own drawings, no input
        f'<svg class="{classes}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        f'<path d="{path}"/></svg>'
    )
