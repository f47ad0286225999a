"""What a package says of its own history (``CHANGELOG.md``): a section for each version, under a heading. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_HEADING: Final = re.compile(r"^##[ \t]+(.+?)[ \t]*$", re.M)
_BULLET: Final = re.compile(r"^[-*][ \t]+", re.M)


@dataclass(frozen=True, slots=True)
class Section:
    """One version, as its heading calls it, and what it says, line by line."""

    title: str
    lines: tuple[str, ...]


def sections(text: str) -> list[Section]:
    """Every section, in the order of the file; what stands before the first heading belongs to none."""
    _before, *rest = _HEADING.split(text)
    return [Section(title, _lines(body)) for title, body in zip(rest[::2], rest[1::2], strict=True)]


def news(before: str, after: str) -> list[Section]:
    """The sections that only the later text has, or has in other words."""
    known = set(sections(before))
    return [section for section in sections(after) if section not in known]


def _lines(body: str) -> tuple[str, ...]:
    """A line for each bullet, those that continue one brought together."""
    return tuple(words for part in _BULLET.split(body) if (words := " ".join(part.split())))
