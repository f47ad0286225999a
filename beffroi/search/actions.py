"""The verbs of the index: file something under its words, take it out, file everything anew."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from .models import Entry, Gram, Posting, Term
from .policies import may_be_found_by
from .rules.ranking import weights
from .rules.words import composed, grams

#: Longer ones are indexed by their beginning.
LONGEST_TITLE, LONGEST_TEXT = 300, 100_000


class NotForEveryone(ValueError):
    """A room handed something of a dossier to the public index: a fault of the program, never of a person."""


@transaction.atomic
def index(
    kind: str,
    uuid: UUID,
    *,
    audience: str,
    language: str,
    title: str,
    text: str,
    url_hint: str = "",
) -> None:
    """File an object in one language, in place of what was filed before; doing it twice changes nothing.

    ``audience`` is ``public`` or ``policies.audience_of(account)``. Called from jobs and reactions of the room that
    owns the object, which also removes it. Raises NotForEveryone.
    """
    if not may_be_found_by(kind, audience):
        raise NotForEveryone(f"nothing of kind {kind!r} enters the public index")
    told = {
        "audience": audience,
        "title": _clean(title)[:LONGEST_TITLE],
        "text": _clean(text)[:LONGEST_TEXT],
        "url_hint": url_hint,
    }
    entry = Entry.objects.select_for_update().filter(kind=kind, uuid=uuid, language=language).first()
    if entry and told == {name: getattr(entry, name) for name in told}:
        return
    entry, _ = Entry.objects.update_or_create(kind=kind, uuid=uuid, language=language, defaults=told)
    _file(entry)


@transaction.atomic
def remove(kind: str, uuid: UUID) -> None:
    """Take an object out of the index in all its languages, with the words that only it used."""
    entries = Entry.objects.filter(kind=kind, uuid=uuid)
    used = _terms_of(entries.values_list("pk", flat=True))
    entries.delete()
    _forget_unused(used)


def rebuild() -> int:
    """File every entry anew, each in its transaction: after the rules of words changed. Returns how many."""
    rebuilt = 0
    for pk in list(Entry.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            if entry := Entry.objects.select_for_update().filter(pk=pk).first():
                _file(entry)
                rebuilt += 1
    return rebuilt


def _clean(text: str) -> str:
    """With accents on their letters, and without NUL, which PostgreSQL refuses: a PDF may bring both."""
    return composed(text.replace("\0", ""))


def _file(entry: Entry) -> None:
    used = _terms_of([entry.pk])
    Posting.objects.filter(entry=entry).delete()
    weighed = weights(entry.title, entry.text, entry.language)
    terms = _terms_for(entry, weighed)
    Posting.objects.bulk_create(
        Posting(term_id=terms[word], entry=entry, weight=weight) for word, weight in weighed.items()
    )
    _forget_unused(used)


def _terms_for(entry: Entry, words: Collection[str]) -> dict[str, int]:
    """The vocabulary's rows for these words, new ones included."""
    vocabulary = Term.objects.filter(audience=entry.audience, language=entry.language, word__in=words)
    known = dict(vocabulary.values_list("word", "pk"))
    new = sorted(
        word for word in words if word not in known
    )  # in one order, so that two jobs never wait crosswise
    if not new:
        return known
    rows = (Term(audience=entry.audience, language=entry.language, word=word) for word in new)
    Term.objects.bulk_create(rows, ignore_conflicts=True)
    added = dict(vocabulary.filter(word__in=new).values_list("word", "pk"))
    pieces = (Gram(term_id=pk, gram=gram) for word, pk in added.items() for gram in sorted(grams(word)))
    Gram.objects.bulk_create(pieces, ignore_conflicts=True)
    return known | added


def _terms_of(entries: Collection[int]) -> set[int]:
    return set(Posting.objects.filter(entry__in=entries).values_list("term_id", flat=True))


def _forget_unused(terms: Collection[int]) -> None:
    """Words that no entry holds any more leave the vocabulary: nothing stays of what was removed."""
    Term.objects.filter(pk__in=terms, postings=None).delete()
