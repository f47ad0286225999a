"""The kept typst process: one compiler per layout, fonts read once."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst

from beffroi.documents.connectors.kept.child import serve

_ROOM = Path(__file__).resolve().parents[2]
#: The only places a layout may come from: ours, and the simulated bank's.
_FOLDERS = {"house": _ROOM / "layouts", "bank": _ROOM / "connectors" / "baec"}
_NOWHERE = str(_ROOM / "layouts" / "no-packages")
_STANDARDS = ["ua-1", "a-2a"]


@lru_cache(maxsize=1)
def _fonts() -> Any:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_ROOM / "fonts")]
    )


@cache
def _compiler(folder: str, layout: str) -> Any:
    root = _FOLDERS[folder]
    if layout not in {path.stem for path in root.glob("*.typ")}:
        raise LookupError(f"no such layout: {layout}")
    return typst.Compiler(
        str(root / f"{layout}.typ"), root=str(root), font_paths=_fonts(), ignore_system_fonts=True,
        package_path=_NOWHERE, package_cache_path=_NOWHERE,
    )  # fmt: skip


def _render(request: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
    pdf = _compiler(request["folder"], request["layout"]).compile(
        format="pdf", sys_inputs={"data": request["data"]}, pdf_standards=_STANDARDS, timestamp=request["at"]
    )
    return {}, pdf


def _warm() -> None:
    """Read the fonts before the first question."""
    _fonts()


if __name__ == "__main__":
    serve(_render, warm=_warm)
