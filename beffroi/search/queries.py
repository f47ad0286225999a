"""Finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Q, When

from .models import Entry, Gram, Posting, Term
from .rules import extract as extracts
from .rules import question as questions
from .rules.question import Question
from .rules.ranking import BEGINS, SHORTEST_BEGINNING, Match, rank, resemblance
from .rules.words import grams, tolerated

_FALLBACK = "fr"
_MOST_TERMS, _MOST_CANDIDATES, _MOST_POSTINGS = 500, 300, 20_000


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its name in its own room, and what to show of it.

    ``extract`` is the piece of the text that answers (the beginning when the title does); ``title_pieces`` and
    ``extract_pieces`` cut both at the words asked, to be set apart on the screen. ``score`` only compares hits of
    one question; ``language`` may be French where nothing was found in the language asked.
    """

    kind: str
    uuid: UUID
    title: str
    extract: str
    score: float
    language: str
    url_hint: str
    title_pieces: tuple[tuple[str, bool], ...]
    extract_pieces: tuple[tuple[str, bool], ...]


def search(
    text: str,
    *,
    audiences: Sequence[str],
    kinds: Sequence[str] | None = None,
    language: str = "fr",
    limit: int = 20,
) -> list[Hit]:
    """What these audiences may find for this question, best first.

    Accents, endings and small words do not matter, a typing error is forgiven where the word is unknown as typed, the
    last word may be unfinished, and what people say instead counts too. At most four queries, eight where nothing
    is found in another language than French.
    """
    found = _search(text, audiences, kinds, language, limit)
    if not found and language != _FALLBACK:
        found = _search(text, audiences, kinds, _FALLBACK, limit)
    return found


def _search(
    text: str, audiences: Sequence[str], kinds: Sequence[str] | None, language: str, limit: int
) -> list[Hit]:
    question = questions.read(text, language)
    if not question.asked:
        return []
    terms = _terms(question, language, audiences)
    matches = _matches(question, terms)
    found = _postings({term for match in matches for term in match.qualities}, audiences, kinds)
    ranked = rank(len(question.asked), matches, found, limit)
    entries = Entry.objects.in_bulk([pk for pk, _ in ranked])
    answering = {terms[term] for match in matches for term in match.qualities}
    return [_hit(entries[pk], score, answering) for pk, score in ranked if pk in entries]


def _terms(question: Question, language: str, audiences: Sequence[str]) -> dict[int, str]:
    """The words of the vocabulary that may answer: known as typed, beginning alike, then resembling the unknown."""
    vocabulary = Term.objects.filter(language=language, audience__in=audiences)
    wanted = Q(word__in=question.stems)
    if len(question.unfinished) >= SHORTEST_BEGINNING:
        wanted |= Q(word__startswith=question.unfinished)
    own_first = Case(
        When(word__in=question.stems, then=0), default=1
    )  # before what only begins like the last one
    known = dict(
        vocabulary.filter(wanted).order_by(own_first, "word").values_list("pk", "word")[:_MOST_TERMS]
    )
    answered = {match.place for match in _matches(question, known)}
    unknown = [stem for place, stems in enumerate(question.asked) if place not in answered for stem in stems]
    return known | _candidates([stem for stem in unknown if tolerated(stem)], language, audiences)


def _candidates(stems: Collection[str], language: str, audiences: Sequence[str]) -> dict[int, str]:
    """Words that share the most pieces with one of these."""
    if not stems:
        return {}
    pieces = frozenset().union(*(grams(stem) for stem in stems))
    sharing = Gram.objects.filter(gram__in=pieces, term__language=language, term__audience__in=audiences)
    counted = sharing.values_list("term_id", "term__word").annotate(shared=Count("pk"))
    return {pk: word for pk, word, _ in counted.order_by("-shared", "term__word")[:_MOST_CANDIDATES]}


def _matches(question: Question, terms: Mapping[int, str]) -> list[Match]:
    """Which terms answer which needle, and how well."""
    own, matches = len(question.asked), []
    for at, needle in enumerate(question.needles):
        qualities = {pk: needle.quality for pk, word in terms.items() if word in needle.stems}
        if at < own and not qualities:
            unfinished = question.unfinished if needle.place == own - 1 else ""
            qualities = _nearly(needle.stems, unfinished, terms)
        if qualities:
            matches.append(Match(needle.place, qualities))
    return matches


def _nearly(stems: Collection[str], unfinished: str, terms: Mapping[int, str]) -> dict[int, float]:
    """The terms that begin as an unfinished word does, or else those that it may misspell."""
    if len(unfinished) >= SHORTEST_BEGINNING:
        begun = {pk: BEGINS for pk, word in terms.items() if word.startswith(unfinished)}
        if begun:
            return begun
    near = {pk: max(resemblance(stem, word) for stem in stems) for pk, word in terms.items()}
    return {pk: quality for pk, quality in near.items() if quality}


def _postings(
    terms: Collection[int], audiences: Sequence[str], kinds: Sequence[str] | None
) -> Iterable[tuple[int, int, int]]:
    """(entry, term, weight) wherever these terms stand; the audience is part of the query."""
    postings = Posting.objects.filter(term__in=terms, entry__audience__in=audiences)
    if kinds is not None:
        postings = postings.filter(entry__kind__in=kinds)
    return postings.order_by("-weight", "pk").values_list("entry_id", "term_id", "weight")[:_MOST_POSTINGS]


def _hit(entry: Entry, score: float, stems: Collection[str]) -> Hit:
    title = extracts.marked(entry.title, stems, entry.language)
    extract = extracts.extract(entry.text, stems, entry.language)
    return Hit(
        kind=entry.kind,
        uuid=entry.uuid,
        title=entry.title,
        extract=extract.text,
        score=score,
        language=entry.language,
        url_hint=entry.url_hint,
        title_pieces=tuple(title.pieces()),
        extract_pieces=tuple(extract.pieces()),
    )
