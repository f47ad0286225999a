"""The names of files, as people give them."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 120
_NATIONAL_NUMBER = re.compile(r"\d{2}[ .]?\d{2}[ .]?\d{2}[ .-]?\d{3}[ .-]?\d{2}")


def as_jpeg(name: str) -> str:
    """The name of a photograph once it is a JPEG."""
    stem, dot, _extension = name.rpartition(".")
    return f"{stem if dot else name}.jpg"


def clean(name: str, fallback: str) -> str:
    """A name that can be shown and stored: no folder, no control sign, no national number in it, not too long."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(sign for sign in base if unicodedata.category(sign)[0] != "C").strip(" .")
    hidden = _NATIONAL_NUMBER.sub("***", shown)
    if len(hidden) > _LONGEST:
        stem, dot, extension = hidden.rpartition(".")
        kept = f"{dot}{extension}" if dot and len(extension) <= 8 else ""
        hidden = (stem if kept else hidden)[: _LONGEST - len(kept)] + kept
    return hidden or fallback
