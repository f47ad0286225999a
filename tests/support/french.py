"""Finds French words that are left on a page in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from lxml import html

#: What a visitor sees or hears besides the words between tags.
_SPOKEN = ("aria-label", "aria-description", "title", "alt", "placeholder", "content")
_SILENT = ("script", "style", "template")
_FILLED_IN = re.compile(r"%\(\w+\)[-.\d]*[a-z]|\{\{.*?\}\}")
_MARKUP = re.compile(r"<[^>]+>")
#: A shorter text only counts when it is all that an element says.
_A_SENTENCE = 25


def plain(text: str) -> str:
    """One space between words, whatever the space."""
    return " ".join(text.split())


def spoken(page: str) -> list[tuple[str, str]]:
    """Every piece of text with the language that the page says it is in."""
    return list(_pieces(html.document_fromstring(page), ""))


def _pieces(element: Any, language: str) -> Iterator[tuple[str, str]]:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    language = element.get("lang", language)
    for text in (element.text, *(element.get(name) for name in _SPOKEN)):
        if plain(text or ""):
            yield language, plain(text)
    for child in element:
        yield from _pieces(child, language)
        if plain(child.tail or ""):
            yield language, plain(child.tail)


class French:
    """French texts, and which of them are left in pages of another language."""

    def __init__(self, texts: Iterable[str], allowed: Iterable[str]) -> None:
        """``allowed``: what the other language itself says, and may be the same words."""
        same = {plain(text) for text in allowed}
        self._texts = {
            piece
            for text in texts
            for part in _MARKUP.split(text)
            if (piece := plain(part)) not in same and piece
        }

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        shapes = (
            ".+?".join(re.escape(part) for part in _FILLED_IN.split(text))
            for text in self._texts
            if any(letter.isalpha() for letter in _FILLED_IN.sub("", text))
        )
        return re.compile("|".join(sorted(shapes, key=len, reverse=True)))

    @cached_property
    def _sentences(self) -> list[str]:
        return [t for t in self._texts if len(t) >= _A_SENTENCE and not _FILLED_IN.search(t)]

    def left_on(self, page: str) -> list[str]:
        """Pieces of the page that are French, and that the page does not say are French."""
        pieces = {text for language, text in spoken(page) if language != "fr"}
        return sorted(
            text
            for text in pieces
            if self._whole.fullmatch(text) or any(sentence in text for sentence in self._sentences)
        )
