"""The definitions that an import was given, found by the names by which they name each other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree


@dataclass(frozen=True, slots=True)
class Definition:
    """One file: its name, and what it holds."""

    file: str
    root: etree._Element

    @property
    def kind(self) -> str:
        """``formdef``, ``workflow``, ``block``…"""
        return str(self.root.tag)

    @property
    def name(self) -> str:
        """Its title."""
        return (self.root.findtext("name") or "").strip()

    @property
    def slug(self) -> str:
        """The name by which others name it."""
        return (
            self.root.findtext("slug") or self.root.findtext("url_name") or self.root.get("url_name") or ""
        ).strip()


@dataclass
class Library:
    """All definitions of an import; ``used`` are the files that a form has named, itself or through another."""

    definitions: list[Definition] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def of(self, kind: str) -> Iterator[Definition]:
        """Those of a kind, in the order given."""
        return (one for one in self.definitions if one.kind == kind)

    def find(self, kind: str, slug: str) -> Definition | None:
        """The one of a slug."""
        return self._use(one for one in self.of(kind) if one.slug == slug)

    def workflow(self, form: Definition) -> Definition | None:
        """The workflow that a form follows: named by its title."""
        wanted = (form.root.findtext("workflow") or "").strip()
        return self._use(one for one in self.of("workflow") if one.name == wanted)

    def _use(self, found: Iterator[Definition]) -> Definition | None:
        first = next(found, None)
        if first is not None:
            self.used.add(first.file)
        return first


def values_of(source: str) -> list[Mapping[str, Any]] | None:
    """The rows of a list written as JSON: objects with ``id`` and ``text``. None when it is no such list."""
    try:
        found = json.loads(source)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not all(_is_row(row) for row in found):
        return None
    return [{**row, "id": str(row.get("id", row["text"]))} for row in found]


def _is_row(row: object) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("text"), str)
        and isinstance(row.get("id", ""), str | int)
    )


def words(elements: Iterable[etree._Element]) -> list[str]:
    """The texts of some elements, without those that hold none."""
    return [text for one in elements if (text := (one.text or "").strip())]
