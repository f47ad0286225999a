"""What an answer of an export says, for a person who reads it; no national number is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any, Final

from django.utils.html import strip_tags

#: Eleven digits, with the separators that people write between them.
_NUMBER: Final = re.compile(r"(?<!\d)\d{2}[ .]?\d{2}[ .]?\d{2}[ .-]?\d{3}[ .-]?\d{2}(?!\d)")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")
#: The same answer, told for programs.
_SUFFIXES: Final = ("_raw", "_structured", "_structured_raw", "_lat", "_lon")


def clean(text: str) -> str:
    """A text that every database can hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def hidden(text: str) -> str:
    """The text without the national numbers that stand in it: their check digits alone stay."""
    return _NUMBER.sub(lambda found: _masked(found[0]), text)


def plain(markup: str) -> str:
    """The words of a text in HTML."""
    return unescape(strip_tags(markup)).strip()


def said(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each answer with its name in the export; the empty ones, files, and what says the same twice are left out."""
    for name, value in answers.items():
        if any(name.endswith(end) and name.removesuffix(end) in answers for end in _SUFFIXES):
            continue
        if words := hidden(_words(value)):
            yield name, words


def _words(value: Any) -> str:
    match value:
        case bool():
            return "Oui" if value else "Non"
        case str():
            return _day(value.strip())
        case int() | float():
            return str(value)
        case list():
            return ", ".join(filter(None, map(_words, value)))
        case dict() if "filename" not in value:
            return " ; ".join(f"{key} : {words}" for key, one in value.items() if (words := _words(one)))
    return ""


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        return text
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def _masked(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    nine, check = int(digits[:9]), int(digits[9:])
    fits = check in (97 - nine % 97, 97 - (2_000_000_000 + nine) % 97)
    return f"**.**.**-***.{digits[9:]}" if fits else text
