"""The same picture without what its camera or editor wrote into it; a HEIC photograph as JPEG.

The dots of a JPEG or PNG stay as they are: only segments and chunks that draw nothing go. What stays besides the dots
is how they are turned and what their colours mean. See docs/decisions/0039-photographs-and-what-they-hide.md.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator

from PIL import Image, ImageCms, ImageOps

from .words import Found, Problem

_ORIENTATION = 0x0112
_QUALITIES = (90, 80, 70)
#: A mark in the middle of a JPEG's drawing: neither a stuffed byte nor a restart.
_MARK = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.S)
_START, _END, _COMMENT = 0xD8, 0xD9, 0xFE
_PNG = b"\x89PNG\r\n\x1a\n"
#: What a PNG says that draws nothing: words, the camera's record, the hour of the last change.
_PNG_WORDS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})


def bare(kind: str, content: bytes, most: int) -> bytes:
    """The picture without traces, in ``most`` bytes at most. Raises Found."""
    make = _MAKERS[kind]
    try:
        return make(content, most)
    except Image.DecompressionBombError:
        raise Found(Problem.BOMB) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error):
        raise Found(Problem.DAMAGED) from None


# ---- JPEG -----------------------------------------------------------------------------------------------------------


def _jpeg(content: bytes, most: int) -> bytes:
    out = bytearray(content[:2])
    turned = _turned(content)
    for mark, segment in _segments(content):
        if turned and mark != 0xE0:  # after the segment JFIF, which comes first
            out += _segment(0xE1, b"Exif\0\0" + turned)
            turned = b""
        if _draws(mark, segment):
            out += segment
    return bytes(out)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each mark with all that belongs to it, to the end of the first picture: what telephones append is not ours.

    Bytes that belong to no mark are passed over, as by whoever draws the picture.
    """
    place = 2
    while found := _MARK.search(content, place):
        mark, start = found[1][0], found.end() - 2
        if mark == _END:
            yield mark, content[start : start + 2]
            return
        place = start + 2 + struct.unpack_from(">H", content, start + 2)[0]
        if mark == 0xDA:
            drawn = _MARK.search(content, place)
            place = drawn.start() if drawn else len(content)
        yield mark, content[start:place]


def _draws(mark: int, segment: bytes) -> bool:
    """Whether a segment says how to draw: of those for applications JFIF, the colour profile and Adobe's transform."""
    if 0xE0 <= mark <= 0xEF:
        return mark in (0xE0, 0xEE) or segment[4:].startswith(b"ICC_PROFILE\0")
    return mark != _COMMENT


def _segment(mark: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, mark, len(body) + 2) + body


def _turned(content: bytes) -> bytes:
    """A record of how the picture is turned and of nothing else; empty when it stands upright."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
        turn = image.getexif().get(_ORIENTATION, 1)
    if turn not in range(2, 9):
        return b""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, turn, 0, 0)


# ---- PNG ------------------------------------------------------------------------------------------------------------


def _png(content: bytes, most: int) -> bytes:
    out = bytearray(_PNG)
    turned = _turned(content)
    for name, chunk in _chunks(content):
        if turned and name == b"IDAT":
            out += _chunk(b"eXIf", turned)
            turned = b""
        if name not in _PNG_WORDS:
            out += chunk
    return bytes(out)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place, name = len(_PNG), b""
    while name != b"IEND" and place < len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        yield name, content[place : place + length + 12]
        place += length + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


# ---- HEIC -----------------------------------------------------------------------------------------------------------


def _photograph(content: bytes, most: int) -> bytes:
    """As JPEG, upright, in the colours of screens (sRGB); smaller where it would weigh too much."""
    with Image.open(io.BytesIO(content), formats=("HEIF",)) as image:
        upright = ImageOps.exif_transpose(_in_screen_colours(image))
    upright.info = {}
    while True:
        for quality in _QUALITIES:
            upright.save(out := io.BytesIO(), "JPEG", quality=quality)
            if out.tell() <= most:
                return out.getvalue()
        upright = upright.reduce(2)


def _in_screen_colours(image: Image.Image) -> Image.Image:
    plain = image.convert("RGB")
    profile = image.info.get("icc_profile")
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ImageCms.profileToProfile(plain, given, ImageCms.createProfile("sRGB"), inPlace=True)
        except (ImageCms.PyCMSError, OSError):
            return plain  # a profile that says nothing: the colours as they are
    return plain


_MAKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/heic": _photograph,
}
