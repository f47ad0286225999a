"""A field of a w.c.s. form and what it becomes here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from .markup import plain
from .names import Kind

#: Beginning of a text that someone must write before publishing (``checks.wording`` finds it).
OPEN: Final = "[à compléter]"


@dataclass
class Question:
    """A field of theirs and what it becomes: ``data`` as the file will say it, without its conditions.

    ``ids`` gives our value for theirs, ``words`` for their text too, ``columns`` what the source tells beside,
    ``reads`` how an expression reads its text when it is no text; ``template`` the text that works it out, ``table``
    and ``rows`` the reference table that it brings along.
    """

    source: etree._Element
    varname: str
    name: str
    data: dict[str, Any]
    #: The record in which its answer is read: a question of a block stands in its line.
    room: str = "answers"
    ids: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Kind] = field(default_factory=dict)
    reads: str = ""
    template: str = ""
    table: dict[str, Any] | None = None
    #: Whether the source lives elsewhere: what is read of it becomes its columns.
    open: bool = False
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Its type there; a block is a block, whichever it repeats."""
        return (self.source.findtext("type") or "string").partition(":")[0]

    @property
    def asks(self) -> bool:
        """Whether it asks something."""
        return self.data["type"] not in ("note", "heading", "computed")


def is_page(one: etree._Element) -> bool:
    """Whether a field begins a page."""
    return one.findtext("type") == "page"


def label_of(one: etree._Element) -> str:
    """Its label as plain words."""
    return plain(one.findtext("label") or "")
