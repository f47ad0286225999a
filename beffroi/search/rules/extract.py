"""The piece of a text that shows why it was found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .words import Word, forms, words

#: About two lines on a screen.
LENGTH = 200

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Extract:
    """A piece of text, and where in it the words asked stand."""

    text: str
    marks: tuple[Mark, ...] = ()

    def pieces(self) -> list[tuple[str, bool]]:
        """The text cut at the marks: each piece, and whether it was asked for."""
        cut, at = [], 0
        for start, end in self.marks:
            cut += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return [(piece, asked) for piece, asked in (*cut, (self.text[at:], False)) if piece]


def marked(text: str, stems: Collection[str], language: str) -> Extract:
    """The whole text with its marks (for titles)."""
    return Extract(text, tuple((word.start, word.end) for word in _found(text, stems, language)))


def extract(text: str, stems: Collection[str], language: str, length: int = LENGTH) -> Extract:
    """The stretch of at most ``length`` letters with the most different words asked, cut between words."""
    found = _found(text, stems, language)
    start = _best_start(text, found, language, length)
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + length // 2)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    marks = tuple(
        (word.start + shift, word.end + shift) for word in found if start <= word.start and word.end <= end
    )
    return Extract(before + text[start:end] + after, marks)


def _found(text: str, stems: Collection[str], language: str) -> list[Word]:
    wanted = frozenset(stems)
    return [word for word in words(text) if forms(word.text, language) & wanted]


def _best_start(text: str, found: list[Word], language: str, length: int) -> int:
    """Where the stretch begins: a few words before the first of the densest group of words found."""
    if not found or found[0].end <= length // 2:
        return 0

    def variety(first: Word) -> int:
        near = [
            word for word in found if first.start <= word.start and word.end <= first.start + length * 3 // 4
        ]
        return len({forms(word.text, language) for word in near})

    densest = max(found, key=lambda word: (variety(word), -word.start))
    wanted = max(0, min(densest.start - length // 4, len(text) - length))
    return (
        text.find(" ", wanted, densest.start) + 1
        if wanted and " " in text[wanted : densest.start]
        else wanted
    )
