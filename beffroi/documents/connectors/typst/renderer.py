"""Ask the kept typst process for a PDF."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from beffroi.documents.connectors.kept import ChildFailed, KeptChild

_FOLDER = Path(__file__).resolve().parents[2] / "layouts"
#: The layouts that exist; anything else is refused before the child hears of it.
LAYOUTS = frozenset(path.stem for path in _FOLDER.glob("*.typ")) - {"house"}

#: 1.5 GiB of address space (a third of it mapped, not used) and ten seconds: a certificate takes 15 ms.
_typst = KeptChild(
    "beffroi.documents.connectors.typst.child", memory=1536 * 1024 * 1024, seconds=10.0, uses=400
)


class RenderFailed(Exception):
    """A layout could not be set; the message is for the developer."""


def render(layout: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """Set ``data`` in a layout: a PDF that is PDF/UA-1 and PDF/A-2a at once, dated ``at``.

    Raises RenderFailed when the layout does not exist or cannot take the data, or when a limit was reached.
    """
    if layout not in LAYOUTS:
        raise RenderFailed(f"no such layout: {layout}")
    request = {"layout": layout, "data": json.dumps(data, ensure_ascii=False), "at": int(at.timestamp())}
    try:
        return _typst.ask(request)[1]
    except ChildFailed as failed:
        raise RenderFailed(str(failed)) from failed


def stop() -> None:
    """End the kept process (tests, shutdown)."""
    _typst.stop()
