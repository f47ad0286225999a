"""messages/*.yaml, documents/*.yaml, translations/*.yaml: what is said to people."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Key

from .common import Expr, Part, Words


class Paragraph(Part):
    """A paragraph with a condition."""

    text: Words
    when: Expr = Key("", description="Said only when this holds.")


class Pair(Part):
    """A label with its value."""

    label: Words
    value: Words
    when: Expr = ""


class Column(Part):
    """A column of a list."""

    label: Words
    key: str = Key(description="Which value of each element.")
    day: bool = Key(False, description="The value is a day, said in words.")


class ListOf(Part):
    """A table with one line per element of a list."""

    each: Expr = Key(description="What gives the list, such as register.household.")
    columns: tuple[Column, ...] = Key(min_length=1)
    caption: Words
    when: Expr = ""


class MessageFile(Part):
    """A message to the applicant."""

    subject: Words
    paragraphs: tuple[Words | Paragraph, ...] = Key(min_length=1)
    channels: tuple[Literal["email", "space", "letter"], ...] = ("email", "space")


class DocumentFile(Part):
    """A document that the commune produces and seals; never an act, which is the bank of acts' own file."""

    title: Words
    layout: Literal["certificate", "letter", "receipt"]
    needs_register: Words = Key("", description="The reason written beside the consultation; empty: none.")
    paragraphs: tuple[Words | Paragraph, ...] = Key(min_length=1)
    facts: tuple[Pair, ...] = Key((), description="A short list of labels and values.")
    table: ListOf | None = Key(None, description="One table.")
    closing: tuple[Words | Paragraph, ...] = Key((), description="Paragraphs after the table.")
    next: tuple[Words | Paragraph, ...] = Key((), description="What happens next, in a receipt.")
    legal: Words = Key("", description="The legal basis printed at the foot.")


class TranslationEntry(Part):
    """A French text of the package and its translation."""

    fr: str
    to: str
