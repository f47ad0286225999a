"""PDF files: readable, not locked, not a bomb, and doing nothing by themselves."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from .words import Found, Problem

_MAX_PAGES = 2_000
_MAX_OBJECTS = 300_000
#: A scanned A4 page at 300 dots per inch opens into 26 MB.
_MAX_STREAM = 256 * 1024 * 1024
_MAX_STREAMS = 640 * 1024 * 1024
_MAX_DOTS = 400_000_000
_PIECE = 1 << 20

_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"})
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}
)
_TEXT_FILTERS = frozenset(
    {"/FlateDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/LZWDecode", "/RunLengthDecode"}
)
_FILE_KEYS = frozenset({"/EmbeddedFiles", "/EF", "/Collection"})


def check(content: bytes) -> None:
    """Raises Found when the PDF must not be kept."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Found(Problem.ENCRYPTED)
            _refuse_absurd(pdf)
            _refuse_dangers(pdf)
            _refuse_bombs(pdf)
    except pikepdf.PasswordError:
        raise Found(Problem.ENCRYPTED) from None
    except (pikepdf.PdfError, RecursionError, ValueError, KeyError, TypeError, AttributeError):
        raise Found(Problem.DAMAGED) from None


def _refuse_absurd(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > _MAX_OBJECTS:
        raise Found(Problem.BOMB)
    pages = len(pdf.pages)
    if pages == 0:
        raise Found(Problem.DAMAGED)
    if pages > _MAX_PAGES:
        raise Found(Problem.BOMB)


def _refuse_dangers(pdf: pikepdf.Pdf) -> None:
    for dictionary in _dictionaries(pdf):
        keys = set(dictionary.keys())
        if keys & _ACTIVE_KEYS or _name(dictionary, "/S") in _ACTIVE_ACTIONS:
            raise Found(Problem.ACTIVE)
        if keys & _FILE_KEYS or _name(dictionary, "/Type") == "/EmbeddedFile":
            raise Found(Problem.ATTACHMENTS)


def _name(dictionary: Any, key: str) -> str:
    value = dictionary.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, direct ones included; what is indirect is met once, as an object of its own."""
    for top in pdf.objects:
        waiting = [top]
        while waiting:
            found = waiting.pop()
            if isinstance(found, pikepdf.Stream):
                found = found.stream_dict
            if isinstance(found, pikepdf.Dictionary):
                yield found
                waiting += [value for value in found.values() if _is_direct_container(value)]
            elif isinstance(found, pikepdf.Array):
                waiting += [value for value in found if _is_direct_container(value)]


def _is_direct_container(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _refuse_bombs(pdf: pikepdf.Pdf) -> None:
    total = 0
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream):
            total += _opened_size(found)
            if total > _MAX_STREAMS:
                raise Found(Problem.BOMB)
            _refuse_absurd_image(found)


def _refuse_absurd_image(stream: Any) -> None:
    if _name(stream, "/Subtype") == "/Image":
        width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
        if not (0 <= width * height <= _MAX_DOTS):
            raise Found(Problem.BOMB)


def _opened_size(stream: Any) -> int:
    filters = stream.get("/Filter", pikepdf.Array([]))
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if len(names) > 4:
        raise Found(Problem.BOMB)
    raw = stream.read_raw_bytes()
    if set(names) == {"/FlateDecode"}:
        for _ in names[1:]:
            raw = b"".join(_inflated(raw))
        return sum(len(piece) for piece in _inflated(raw))
    if names and set(names) <= _TEXT_FILTERS:
        return len(stream.read_bytes())  # rare; the child's own limit of memory holds it
    return len(raw)  # an image's own compression: its dimensions are checked


def _inflated(raw: bytes) -> Iterator[bytes]:
    """The pieces of a deflated stream, as far as a reader would get. Raises Found past the limit."""
    inflater, size, waiting = zlib.decompressobj(), 0, raw
    while waiting and not inflater.eof:
        try:
            piece = inflater.decompress(waiting, _PIECE)
        except zlib.error:
            return
        waiting, size = inflater.unconsumed_tail, size + len(piece)
        if size > _MAX_STREAM:
            raise Found(Problem.BOMB)
        yield piece
