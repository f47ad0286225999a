"""The index: what can be found, its words, and the pieces of words that forgive a typing error.

Plain tables and plain joins: the same on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.lib.personal import PersonalData

from .rules import NEVER_PUBLIC, PUBLIC

_DECLARED = PersonalData(
    holds="titles and words of what an account may find in its own space",
    why="letting people find their own cases (GDPR art. 6.1.e)",
    retention="as long as the object itself: its room removes it from the index",
)


class Entry(models.Model):
    """One object in one language, as one audience may find it.

    ``audience`` is ``public`` or ``account:<uuid>``. ``(kind, uuid)`` is the object's name in its own room;
    ``url_hint`` is what the door that shows it needs to build an address (a slug), when the uuid does not suffice.
    """

    kind = models.CharField(max_length=40)
    uuid = models.UUIDField()
    audience = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, default="")
    url_hint = models.CharField(max_length=300, blank=True, default="")

    personal_data = _DECLARED

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "uuid", "language"],
                name="search_entry_once",
                violation_error_message=_("Cet objet est déjà dans l’index dans cette langue."),
            ),
            models.CheckConstraint(
                condition=models.Q(audience=PUBLIC) | models.Q(audience__startswith="account:"),
                name="search_entry_audience",
                violation_error_message=_("Le public d’une entrée est « public » ou un compte."),
            ),
            models.CheckConstraint(
                condition=~models.Q(audience=PUBLIC, kind__in=NEVER_PUBLIC),
                name="search_entry_never_public",
                violation_error_message=_("Le texte d’un dossier n’entre jamais dans l’index public."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.uuid} ({self.language})"


class Term(models.Model):
    """A word of the vocabulary (a stem without accents) of one audience and one language.

    Each audience has its own words: what corrects a typing error never comes from someone else's case.
    """

    audience = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    word = models.CharField(max_length=60)

    personal_data = _DECLARED

    class Meta:
        constraints = [
            # Also serves queries.search: which words of the question are known, and which begin like its last one.
            models.UniqueConstraint(
                fields=["language", "audience", "word"],
                name="search_term_once",
                violation_error_message=_("Ce mot est déjà dans le vocabulaire."),
            ),
        ]

    def __str__(self) -> str:
        return self.word


class Gram(models.Model):
    """Three letters in a row of a word."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="+")
    gram = models.CharField(max_length=3)

    personal_data = _DECLARED

    class Meta:
        constraints = [
            # Serves queries.search: words that share pieces with a mistyped one.
            models.UniqueConstraint(
                fields=["gram", "term"],
                name="search_gram_once",
                violation_error_message=_("Ce fragment est déjà dans l’index."),
            ),
        ]

    def __str__(self) -> str:
        return self.gram


class Posting(models.Model):
    """A word stands in an entry, with a weight: more in the title than in the text."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="postings")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    weight = models.PositiveSmallIntegerField()

    personal_data = _DECLARED

    class Meta:
        constraints = [
            # Serves queries.search: the entries of a word.
            models.UniqueConstraint(
                fields=["term", "entry"],
                name="search_posting_once",
                violation_error_message=_("Ce mot est déjà relié à cette entrée."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} in {self.entry_id}"
