"""The kept typst process: one compiler per layout, fonts read once."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst

from beffroi.documents.connectors.kept.child import serve

_ROOM = Path(__file__).resolve().parents[2]
_LAYOUTS = _ROOM / "layouts"
_NOWHERE = _LAYOUTS / "no-packages"
_STANDARDS = ["ua-1", "a-2a"]


@lru_cache(maxsize=1)
def _fonts() -> Any:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_ROOM / "fonts")]
    )


@cache
def _compiler(layout: str) -> Any:
    return typst.Compiler(
        str(_LAYOUTS / f"{layout}.typ"), root=str(_LAYOUTS), font_paths=_fonts(), ignore_system_fonts=True,
        package_path=str(_NOWHERE), package_cache_path=str(_NOWHERE),
    )  # fmt: skip


def _render(request: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
    pdf = _compiler(request["layout"]).compile(
        format="pdf", sys_inputs={"data": request["data"]}, pdf_standards=_STANDARDS, timestamp=request["at"]
    )
    return {}, pdf


if __name__ == "__main__":
    serve(_render, warm=lambda: (_fonts(), None)[1])
