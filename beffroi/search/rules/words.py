"""Words as the index compares them: without accents, as stems, and near enough to forgive a typing error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

#: Longer words are no one's words (they are keys, addresses of pages).
LONGEST_WORD = 60

_WORD = re.compile(r"\w+", re.UNICODE)
_ELISION = re.compile(r"\b(?:qu|jusqu|lorsqu|puisqu|[cdjlmnst])['’ʼ]", re.IGNORECASE)
_ALGORITHMS = {"fr": "french", "nl": "dutch", "de": "german", "en": "english"}
_EMPTY = {
    "fr": "au aux avec ce ces cette dans de des du elle en est et eux il je la le les leur lui ma mais me mes mon ne "
    "nos notre nous on ou par pas pour quel quelle que qui sa se ses son sur ta te tes ton tu un une vos votre vous y",
    "nl": "aan als bij dan dat de der die dit door een en er het hij ik in is je kan me men met mijn naar niet of om "
    "ons onze op over te tot u uit uw van voor wat we wij ze zich zij zijn",
    "de": "als am an auf aus bei das dem den der des die dies durch ein eine einem einen einer er es für ich ihr im in "
    "ist mit nach oder sie sich und uns von vor wie wir zu zum zur",
    "en": "a an and are as at be by for from has have how i in is it its my of on or that the their this to was we "
    "what where which will with you your",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text and where it stands."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents or ligatures."""
    plain = text.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def composed(text: str) -> str:
    """Text whose accents stand on their letters (NFC): apart from them, as in some PDFs, they would end words."""
    return unicodedata.normalize("NFC", text)


def words(text: str) -> Iterator[Word]:
    """The words of a text, elided articles left out (``l’acte`` is ``acte``), letters standing alone too."""
    shown = _ELISION.sub(lambda found: " " * len(found[0]), text)
    for found in _WORD.finditer(shown):
        if 1 < len(found[0]) <= LONGEST_WORD or found[0].isdigit():
            yield Word(found[0], found.start(), found.end())


def is_empty(word: str, language: str) -> bool:
    """Whether a word says nothing alone (articles, pronouns)."""
    return fold(word) in _empty_words(language)


@lru_cache(maxsize=50_000)
def forms(word: str, language: str) -> frozenset[str]:
    """The stems under which a word is filed and looked up.

    Two of them where they differ, since French suffixes are read by their accents and half of the people who search
    type none: ``identité`` gives ``ident`` and ``identit``, ``identite`` gives ``identit``.
    """
    stemmer = _stemmer(language)
    found = (fold(stemmer.stemWord(word.lower())), stemmer.stemWord(fold(word)))
    return frozenset(stem[:LONGEST_WORD] for stem in found)  # folding makes some letters longer: œ, ﬃ


def grams(word: str) -> frozenset[str]:
    """Pieces of three letters, the ends marked: ``acte`` gives ``^ac act cte te$``."""
    marked = f"^{word}$"
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))


def tolerated(word: str) -> int:
    """How many typing errors a word of this length is forgiven; none when it holds a digit."""
    if len(word) < 4 or any(c.isdigit() for c in word):
        return 0
    return 1 if len(word) < 7 else 2


def distance(one: str, other: str) -> int:
    """Letters added, dropped, changed or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, above, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


@lru_cache(maxsize=8)
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_ALGORITHMS.get(language, "french"))


@lru_cache(maxsize=8)
def _empty_words(language: str) -> frozenset[str]:
    return frozenset(fold(_EMPTY.get(language, "")).split())
