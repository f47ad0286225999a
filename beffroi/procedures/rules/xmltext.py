"""Any text as text of an XML file."""

from __future__ import annotations

import re
from typing import Final
from xml.sax import saxutils

#: What XML 1.0 cannot hold at all, escaped or not.
_NEVER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def held(text: str) -> str:
    """The text with a sign of replacement for what XML cannot hold."""
    return _NEVER.sub("\ufffd", text)


def escape(text: str) -> str:
    """The text as it is written between two tags."""
    return saxutils.escape(held(text))
