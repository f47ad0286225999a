"""The questions that the rest of the room may ask about foreign bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from beffroi.documents.connectors.kept import ChildFailed, KeptChild

from .words import Problem

#: One GiB of address space and twenty seconds per file: the largest honest scan takes two.
_inspector = KeptChild(
    "beffroi.documents.connectors.inspector.child", memory=1024 * 1024 * 1024, seconds=20.0, uses=500
)


@dataclass(frozen=True, slots=True)
class Finding:
    """The type read from the content (empty when unknown) and the first problem found, if any."""

    content_type: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """One electronic seal found in a PDF.

    ``intact``: the signed bytes are unchanged and the signature is right; ``whole``: it covers the whole file;
    ``trusted``: the certificate leads to one of the given roots; ``fingerprint``: SHA-256 of the certificate.
    """

    intact: bool
    whole: bool
    trusted: bool
    signer: str
    fingerprint: str
    signed_at: str

    def report(self) -> dict[str, Any]:
        """As kept in ``Document.seal_report``."""
        return {name: getattr(self, name) for name in self.__slots__}


def inspect_file(content: bytes) -> Finding:
    """What the bytes are, and whether they are safe to keep. A file that breaks the limits is a bomb."""
    try:
        answer, _ = _inspector.ask({"do": "inspect"}, content)
    except ChildFailed as failed:
        return Finding("", _broke(failed))
    return Finding(answer["type"], Problem(answer["problem"]) if answer["problem"] else None)


def bare_picture(content_type: str, content: bytes, most: int) -> bytes | Problem:
    """An inspected picture (JPEG, PNG, HEIC) without what its camera wrote into it, or why it cannot be had.

    A HEIC photograph becomes a JPEG of ``most`` bytes at most.
    """
    try:
        answer, bare = _inspector.ask({"do": "bare", "type": content_type, "most": most}, content)
    except ChildFailed as failed:
        return _broke(failed)
    return Problem(answer["problem"]) if answer["problem"] else bare


def _broke(failed: ChildFailed) -> Problem:
    """What is wrong with a file that broke the child, or its limits."""
    return Problem.DAMAGED if failed.reason == "failure" else Problem.BOMB


def read_signatures(content: bytes, roots: Sequence[bytes] = ()) -> tuple[Signature, ...] | None:
    """The seals of a PDF, checked against DER roots; None when the bytes cannot be read as a PDF."""
    question = {"do": "signatures", "roots": [root.hex() for root in roots]}
    try:
        answer, _ = _inspector.ask(question, content)
    except ChildFailed:
        return None
    return tuple(Signature(**signature) for signature in answer["signatures"])


def read_marks(content: bytes) -> tuple[str, ...]:
    """The keywords in a PDF's metadata; empty when there are none or the bytes cannot be read."""
    try:
        answer, _ = _inspector.ask({"do": "marks"}, content)
    except ChildFailed:
        return ()
    return tuple(answer["marks"])


def stop() -> None:
    """End the kept process (tests, shutdown)."""
    _inspector.stop()
