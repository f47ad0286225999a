"""Reads gettext catalogues (.po), so that tests can say what is in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d\])? )?(".*")')


@dataclass
class Entry:
    """One text, its plural where it has one, and its translations (two for a plural)."""

    flags: str = ""
    context: str = ""
    text: str = ""
    plural: str = ""
    translations: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The French forms, one for each translation."""
        return [self.text, self.plural] if self.plural else [self.text]


def read(path: Path) -> list[Entry]:
    """The entries of a catalogue without its heading; a text no longer used (``#~``) reads as an empty entry."""
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    return [_entry(block.splitlines()) for block in blocks[1:]]


def _entry(lines: list[str]) -> Entry:
    entry = Entry(flags=",".join(line[2:] for line in lines if line.startswith("#,")))
    for keyword, words in _strings(line for line in lines if not line.startswith("#")):
        match keyword:
            case "msgctxt":
                entry.context = words
            case "msgid":
                entry.text = words
            case "msgid_plural":
                entry.plural = words
            case _:
                entry.translations.append(words)
    return entry


def _strings(lines: Iterator[str]) -> list[tuple[str, str]]:
    """Keyword and whole string; a string may go on over the next lines."""
    found: list[tuple[str, str]] = []
    for line in lines:
        keyword, literal = _LINE.fullmatch(line).groups()  # type: ignore[union-attr]
        words = ast.literal_eval(literal)
        if keyword:
            found.append((keyword, words))
        else:
            found[-1] = (found[-1][0], found[-1][1] + words)
    return found
