"""form.yaml: the pages that the applicant fills in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field as Key

from .common import Expr, LevelName, Name, Part, Source, WebAddress, Words


class Link(Part):
    """An address with its words."""

    url: WebAddress = Key(description="Where it leads; https only.")
    label: Words = Key(description="The words of the link.")


class Option(Part):
    """One possible answer of a choice."""

    value: Name = Key(description="What is stored.")
    label: Words = Key(description="What the person reads.")
    hint: Words = Key("", description="A line below the label.")
    level: LevelName = Key("none", description="The identity level that this answer needs.")
    when: Expr = Key("", description="The answer is offered only when this holds.")
    said: Words = Key("", description="What `when` means, on paper: see the same key of a page.")


class Prefill(Part):
    """Where a first value comes from."""

    source: tuple[Source, ...] = Key(
        min_length=1,
        description="In order of preference: register, eid (the claims of eID or itsme), account.",
    )
    key: str = Key(description="Which value of the source, such as family_name, birth_date, address, email.")
    locked: bool = Key(False, description="The person cannot change a value that was found.")
    when: Expr = Key("", description="Prefill only when this holds.")


class Check(Part):
    """A rule of the package on an answer or a page."""

    that: Expr = Key(description="What must hold.")
    message: Words = Key(description="What to say when it does not: what to do, in one sentence.")
    field: Name | None = Key(None, description="On a page: the question that the message stands beside.")


#: The kinds of personal data that the register of processing tells apart.
Category = Literal[
    "identification", "contact", "family", "civil_status", "national_number", "financial", "special"
]


class Personal(Part):
    """Why a personal datum is asked, for the privacy notice and the register of processing."""

    category: Category
    purpose: Words = Key(description="What it serves for, in one sentence.")
    at_anonymisation: Literal["erase", "keep"] = Key("erase", description="What happens to it at the end.")


class Shown(Part):
    """Where an answer appears."""

    summary: bool = True
    desk: bool = Key(False, description="As a column of the desk's list; needs `listed`.")
    letter: bool = Key(False, description="In the receipt.")


class Field(Part):
    """A question, or a text between questions."""

    name: Name
    type: str = Key(description="A field type; the list is below.")
    label: Words = Key("", description="The question, as a person would ask it.")
    help: Words = Key("", description="One or two sentences below the question.")
    online: Words = Key("", description="Another, said on a screen only: see the same key of a page.")
    example: Words = Key("", description="An example of a good answer.")
    required: bool | Literal["public"] = Key(
        True, description="true; false; or public: required of citizens, not of the agent who encodes."
    )
    missing: Words = Key(
        "", description="What to say when a required answer is absent; a good default exists."
    )
    recommended: bool = Key(False, description="Not required, but the person is warned when it stays empty.")
    when: Expr = Key(
        "",
        description="The question is asked only when this holds; it may read earlier questions, and in a line of a"
        " repeated block the earlier answers of the same line: `item.<name>`.",
    )
    said: Words = Key("", description="What `when` means, on paper: see the same key of a page.")
    options: tuple[Option, ...] = Key((), description="The possible answers of a choice.")
    source: str = Key(
        "",
        description="Gives the possible answers: a data source, or `reference.<key>` for a reference table.",
    )
    widget: Literal["radios", "list", ""] = Key(
        "", description="How a choice is drawn; radios up to ten answers."
    )
    default: str | bool | int | None = Key(None, description="The answer written in advance.")
    prefill: Prefill | None = Key(None, description="Where the first value comes from.")
    checks: tuple[Check, ...] = Key((), description="Rules with their own message.")
    min: int | None = Key(None, description="Smallest number, or amount in cents; fewest lines of a block.")
    max: int | None = Key(None, description="Largest number, or amount in cents; most lines of a block.")
    max_length: int | None = Key(None, ge=1, le=10_000, description="Most characters of a text.")
    digits: bool = Key(False, description="The text holds figures only; it stays text (« 0012 »).")
    past: bool = Key(False, description="The date must be today or earlier.")
    future: bool = Key(False, description="The date must be today or later.")
    accept: tuple[Literal["pdf", "jpeg", "png"], ...] = Key(
        (), description="File types; all three when absent."
    )
    max_files: int = Key(1, ge=1, le=10, description="Most files.")
    max_bytes: int = Key(10_000_000, ge=1000, le=15_000_000, description="Largest file, in bytes.")
    compute: Expr = Key("", description="A computed value: what gives it.")
    text: Words = Key("", description="The words of a text, of a heading or of a declaration.")
    fields: tuple[Field, ...] = Key((), description="The questions of a repeated block, asked in each line.")
    line: Words = Key("", description="What a line of a block is called: « Enfant » gives « Enfant 1 ».")
    add: Words = Key("", description="The words of the button that adds a line: « Ajouter un enfant ».")
    venue: str = Key("", description="The venue of a slot.")
    autocomplete: str = Key(
        "", description="The HTML autocomplete token; leave it out when about someone else."
    )
    listed: bool = Key(False, description="The desk can filter on it.")
    shown: Shown = Key(default_factory=Shown, description="Where the answer appears.")
    personal: Personal | None = Key(None, description="Personal data: category and purpose.")


class Exit(Part):
    """The end of the way for someone who is not entitled, and the way to follow instead."""

    text: tuple[Words, ...] = Key(description="Why it stops here and what to do instead, in paragraphs.")
    links: tuple[Link, ...] = ()


class Page(Part):
    """One subject."""

    name: Name
    title: Words
    intro: Words = Key("", description="A sentence above the questions.")
    online: Words = Key("", description="Another, said on a screen only: signing in means nothing on paper.")
    when: Expr = Key("", description="The page is shown only when this holds.")
    said: Words = Key(
        "",
        description="What `when` means, for a form on paper: the words that follow « si ». Without them the condition"
        " is told as far as it can be.",
    )
    fields: tuple[Field, ...] = ()
    checks: tuple[Check, ...] = Key((), description="Rules checked at the end of the page.")
    exit: Exit | None = Key(None, description="Makes this the page of people who are not entitled.")


class FormFile(Part):
    """The pages in their order."""

    pages: tuple[Page, ...] = Key(min_length=1)


def every_field(form: FormFile) -> Iterator[tuple[tuple[str | int, ...], Field]]:
    """Every question with its place in the package, those inside repeated blocks after their block."""
    for number, page in enumerate(form.pages):
        for index, field in enumerate(page.fields):
            place = ("form", "pages", number, "fields", index)
            yield place, field
            for inner, part in enumerate(field.fields):
                yield (*place, "fields", inner), part
