"""What someone typed, read as places to fill: each word, or what people say instead of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .words import composed, fold, forms, is_empty, words

#: What is read of a question; the rest is left aside.
LONGEST_QUESTION, MOST_WORDS = 200, 10
#: What a match counts for, against 1 for the word itself.
SYNONYM = 0.5

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Needle:
    """Something to look for: any of these stems, for the word at ``place``, counting ``quality`` when found."""

    place: int
    stems: Stems
    quality: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """The words asked, in order, and all that may answer them.

    ``unfinished`` is the last word without accents: perhaps it is still being typed.
    """

    asked: tuple[Stems, ...]
    needles: tuple[Needle, ...]
    unfinished: str = ""

    @property
    def stems(self) -> Stems:
        """Every stem worth looking up."""
        return frozenset().union(*(needle.stems for needle in self.needles))


def read(text: str, language: str) -> Question:
    """Read a question; words that say nothing are left out unless there is nothing else."""
    typed = list(words(composed(text[:LONGEST_QUESTION])))
    kept = [word for word in typed if not is_empty(word.text, language)] or typed
    asked = tuple(forms(word.text, language) for word in kept[:MOST_WORDS])
    own = [Needle(place, stems) for place, stems in enumerate(asked)]
    needles = (*own, *dict.fromkeys(_said_instead(asked, language)))
    return Question(asked, needles, fold(kept[len(asked) - 1].text) if asked else "")


def _said_instead(asked: tuple[Stems, ...], language: str) -> Iterator[Needle]:
    for group in _groups(language):
        for phrase in group:
            for start in _occurrences(phrase, asked):
                places = range(start, start + len(phrase))
                yield from _others(group, phrase, places)


def _others(
    group: tuple[tuple[Stems, ...], ...], phrase: tuple[Stems, ...], places: range
) -> Iterator[Needle]:
    """The other phrases of a group, standing for each of the places that the phrase took."""
    for other in group:
        for stems in other:
            if other != phrase and stems not in phrase:
                for place in places:
                    yield Needle(place, stems, SYNONYM / len(other) / len(places))


def _occurrences(phrase: tuple[Stems, ...], asked: tuple[Stems, ...]) -> Iterable[int]:
    for start in range(len(asked) - len(phrase) + 1):
        if all(asked[start + at] & stems for at, stems in enumerate(phrase)):
            yield start


@cache
def _groups(language: str) -> tuple[tuple[tuple[Stems, ...], ...], ...]:
    path = Path(__file__).with_name(f"synonyms_{language}.txt")
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return tuple(
        tuple(_phrase(phrase, language) for phrase in line.split(","))
        for line in lines
        if line and not line.startswith("#")
    )


def _phrase(text: str, language: str) -> tuple[Stems, ...]:
    return tuple(forms(word.text, language) for word in words(text) if not is_empty(word.text, language))
