"""Photographs and scans."""

from __future__ import annotations

import io

import pillow_heif
from PIL import Image

from .kinds import IMAGES
from .words import Found, Problem

#: A telephone's largest photograph has 200 million dots; decoded whole, other formats are held to 60 million.
_MAX_JPEG = 220_000_000
_MAX_OTHER = 60_000_000
_MAX_FRAMES = 200

pillow_heif.register_heif_opener()


def check(content: bytes) -> str:
    """The image's type, after decoding it. Raises Found."""
    try:
        with Image.open(io.BytesIO(content), formats=tuple(IMAGES)) as image:
            return _decoded(image)
    except Image.DecompressionBombError:
        raise Found(Problem.BOMB) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Found(Problem.DAMAGED) from None


def _decoded(image: Image.Image) -> str:
    limit = _MAX_JPEG if image.format == "JPEG" else _MAX_OTHER
    if image.width * image.height > limit or getattr(image, "n_frames", 1) > _MAX_FRAMES:
        raise Found(Problem.BOMB)
    # A JPEG is decoded at an eighth of its size: damage shows just as well, at a sixtieth of the work.
    image.draft("RGB", (image.width // 8 or 1, image.height // 8 or 1))
    image.load()
    return IMAGES[str(image.format)]
