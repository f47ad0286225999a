"""The kept inspector: takes foreign bytes, says what they are."""

from __future__ import annotations

import io
import logging
import warnings
from typing import Any

import pikepdf

from beffroi.documents.connectors.kept.child import serve

from . import archives, images, kinds, pdfs
from .words import Found, Problem


def _inspect(content: bytes) -> dict[str, Any]:
    kind = kinds.kind_of(content)
    try:
        return {"type": _checked(kind, content), "problem": ""}
    except Found as found:
        # Which document an archive is can only be told once it is open.
        return {"type": "" if kind == kinds.ARCHIVE else kind, "problem": found.problem.value}


def _checked(kind: str, content: bytes) -> str:
    if kinds.hides_another(content, kind):
        raise Found(Problem.AMBIGUOUS)
    if kind == kinds.PDF:
        pdfs.check(content)
    elif kind in kinds.IMAGES.values():
        return images.check(content)
    elif kind == kinds.ARCHIVE:
        return archives.check(content)
    elif kind != kinds.TEXT:
        raise Found(Problem.UNKNOWN)
    return kind


def _bare(kind: str, content: bytes, most: int) -> tuple[dict[str, Any], bytes]:
    from .pictures import bare  # colour management is for photographs only

    try:
        return {"problem": ""}, bare(kind, content, most)
    except Found as found:
        return {"problem": found.problem.value}, b""


def _signatures(content: bytes, roots: list[str]) -> dict[str, Any]:
    from .seals import seals_of  # half a second to import, and most children never meet a sealed file

    return {"signatures": seals_of(content, [bytes.fromhex(root) for root in roots])}


def _marks(content: bytes) -> dict[str, Any]:
    with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
        return {"marks": str(pdf.docinfo.get("/Keywords", "")).replace(",", " ").split()[:50]}


def _handle(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    match request["do"]:
        case "inspect":
            return _inspect(content), b""
        case "bare":
            return _bare(request["type"], content, request["most"])
        case "signatures":
            return _signatures(content, request["roots"]), b""
        case "marks":
            return _marks(content), b""
    raise ValueError(request["do"])


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    serve(_handle)
