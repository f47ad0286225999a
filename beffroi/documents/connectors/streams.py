"""The ends of the streams of a PDF, as PDF/A-2 wants them (ISO 19005-2, 6.1.7.1)."""

from __future__ import annotations

import base64
import io
from typing import Any

import pikepdf
from pikepdf import Array, Name


def end_streams_plainly(document: pikepdf.Pdf) -> bool:
    """No stream's last byte may read as a part of the line end that is written behind it. Tells whether one did.

    One compressed stream in 256 ends with a carriage return. Readers that count to ``endstream`` then find one byte
    less than ``Length`` says, which PDF/A-2 forbids; such a stream is written in ASCII85.
    """
    changed = False
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and (raw := item.read_raw_bytes()).endswith(b"\r"):
            filters, parms = _several(item.get("/Filter")), _several(item.get("/DecodeParms"))
            item.write(
                base64.a85encode(raw) + b"~>",
                filter=Array([Name.ASCII85Decode, *filters]),
                decode_parms=Array([None, *parms]) if parms else None,
            )
            changed = True
    return changed


def with_plain_ends(pdf: bytes) -> bytes:
    """The same PDF with streams that end plainly; the very same bytes when they did."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if not end_streams_plainly(document):
            return pdf
        out = io.BytesIO()
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


def _several(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, Array) else [value]
