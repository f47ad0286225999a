"""How a parent and its kept child talk: a JSON header and a body of bytes, each preceded by its length."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

LENGTHS = struct.Struct(">II")


def packed(header: dict[str, Any], body: bytes = b"") -> bytes:
    """One frame, ready to be written."""
    head = json.dumps(header).encode()
    return LENGTHS.pack(len(head), len(body)) + head + body


def read(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next frame of a stream, or None at its end."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack(lengths)
    header: dict[str, Any] = json.loads(stream.read(head))
    return header, stream.read(body)
