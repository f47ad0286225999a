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


class Facts(Part):
    """A short list of labels and values."""

    facts: tuple[Pair, ...] = Key(min_length=1)
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


class Heading(Part):
    """A title inside a document."""

    heading: Words
    when: Expr = ""


Block = Words | Paragraph | Facts | ListOf | Heading


class MessageFile(Part):
    """A message to the applicant."""

    subject: Words
    paragraphs: tuple[Words | Paragraph, ...] = Key(min_length=1)
    channels: tuple[Literal["email", "space", "letter"], ...] = ("email", "space")


class DocumentFile(Part):
    """A document that the commune produces and seals; never an act, which is the bank's own file."""

    title: Words
    layout: Literal["certificate", "letter", "receipt"]
    needs_register: Words = Key("", description="The reason written beside the consultation; empty: none.")
    blocks: tuple[Block, ...] = Key(min_length=1)
    legal: Words = Key("", description="The legal basis printed at the foot.")
    validity: Words = Key("", description="A hint on how long it is usually accepted.")
    remedies: bool = Key(False, description="Print the means of appeal of the house rules: every refusal must.")


class TranslationEntry(Part):
    """A French text of the package and its translation."""

    fr: str
    to: str
