"""Ask the kept typst process for a PDF."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from beffroi.documents.connectors.kept import ChildFailed, KeptChild

#: 1.5 GiB of address space (a third of it mapped, not used) and ten seconds: a certificate takes 15 ms.
_typst = KeptChild(
    "beffroi.documents.connectors.typst.child", memory=1536 * 1024 * 1024, seconds=10.0, uses=400
)


class RenderFailed(Exception):
    """A layout could not be set; the message is for the developer."""


def render(layout: str, data: dict[str, Any], *, at: datetime, folder: str = "house") -> bytes:
    """Set ``data`` in a layout: a PDF that is PDF/UA-1 and PDF/A-2a at once, dated ``at``.

    ``folder`` is ``house`` (the commune's layouts) or ``bank`` (the simulated bank of acts). Raises RenderFailed when
    the layout does not exist or cannot take the data, or when a limit was reached.
    """
    request = {
        "folder": folder,
        "layout": layout,
        "data": json.dumps(data, ensure_ascii=False, default=str),
        "at": int(at.timestamp()),
    }
    try:
        return _typst.ask(request)[1]
    except ChildFailed as failed:
        raise RenderFailed(str(failed)) from failed


def stop() -> None:
    """End the kept process (tests, shutdown)."""
    _typst.stop()
