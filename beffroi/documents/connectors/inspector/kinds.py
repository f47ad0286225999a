"""Which kind of file the bytes are: read from the content, never from a name."""

from __future__ import annotations

import io
import zipfile

import puremagic

PDF = "application/pdf"
IMAGES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "TIFF": "image/tiff",
    "GIF": "image/gif",
    "HEIF": "image/heic",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
ARCHIVED = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
TEXT = "text/plain"
ARCHIVE = "application/zip"

_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"PK\x03\x04", ARCHIVE),
)
_MARKUP = (b"<script", b"<!doctype html", b"<html", b"<?php")
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}


def kind_of(content: bytes) -> str:
    """The media type by content: one that we can check further, or whatever puremagic says, or empty."""
    for start, kind in _SIGNATURES:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "image/heic"
    return _guessed(content) or (TEXT if _is_text(content) else "")


def hides_another(content: bytes, kind: str) -> bool:
    """Whether readers of two kinds would both open these bytes (a PDF that is also an archive, for one)."""
    if kind != PDF and b"%PDF-" in content[:1024]:
        return True
    if kind != ARCHIVE and zipfile.is_zipfile(io.BytesIO(content)):
        return True
    head = content[:4096].lower()
    return kind != PDF and any(mark in head for mark in _MARKUP)


def _guessed(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content[:65536], mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
