"""Which entries answer best: title before text, rare words before common ones, more of the question before less."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from .words import distance, forms, tolerated, words

#: What a word weighs in an entry.
IN_TITLE, IN_TEXT, MOST_IN_TEXT = 12, 2, 6
#: What a word that begins alike, or that is spelled nearly alike, counts for against 1.
BEGINS, RESEMBLES = 0.6, 0.7
#: Shortest beginning that is completed.
SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Match:
    """The terms of the vocabulary that answer one place of the question, each with how well."""

    place: int
    qualities: Mapping[int, float]


def weights(title: str, text: str, language: str) -> dict[str, int]:
    """What each word of an entry weighs, by stem: much in the title, a little more each time it comes back."""
    in_title = {stem for word in words(title) for stem in forms(word.text, language)}
    in_text = Counter(stem for word in words(text) for stem in forms(word.text, language))
    weighed = {stem: min(IN_TEXT + int(log2(count)), MOST_IN_TEXT) for stem, count in in_text.items()}
    return weighed | {stem: weighed.get(stem, 0) + IN_TITLE for stem in in_title}


def resemblance(asked: str, known: str) -> float:
    """How well a known word stands for one that is perhaps mistyped: 0 when it is too far."""
    errors = distance(asked, known)
    return RESEMBLES * (1 - errors / len(asked)) if 0 < errors <= tolerated(asked) else 0.0


def rank(
    places: int, matches: Sequence[Match], found: Iterable[tuple[int, int, int]], limit: int
) -> list[tuple[int, float]]:
    """The best entries with their scores, best first.

    ``found`` holds (entry, term, weight). At least half of the words asked must be answered.
    """
    by_entry: dict[int, dict[int, int]] = defaultdict(dict)
    for entry, term, weight in found:
        by_entry[entry][term] = weight
    spread = Counter(term for terms in by_entry.values() for term in terms)
    scored = ((entry, _score(places, matches, terms, spread)) for entry, terms in by_entry.items())
    kept = [(entry, score) for entry, score in scored if score > 0]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:limit]


def _score(places: int, matches: Sequence[Match], terms: Mapping[int, int], spread: Counter[int]) -> float:
    by_place: dict[int, float] = defaultdict(float)
    for match in matches:
        answers = match.qualities.keys() & terms.keys()
        if answers:
            by_place[match.place] += max(
                match.qualities[term] * terms[term] / (1 + log2(spread[term])) for term in answers
            )
    if 2 * len(by_place) < places:
        return 0.0
    return round(sum(by_place.values()) * len(by_place) / places, 4)
