"""Reads the templates of the house and refuses what the design system forbids (docs/decisions/0009-components.md).

A component declares its inputs in ``<c-vars>``: a name alone is required, a name with a default is optional; the names
of its slots are declared there too. Everything is read as text: nothing is rendered, so nothing can hide in a branch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error

HOUSE = Path(__file__).resolve().parents[1]
COMPONENTS = Path(__file__).resolve().parent / "templates" / "components"
GALLERY = Path(__file__).resolve().parent / "templates" / "ui" / "gallery"

_DJANGO = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}", re.S)
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>", re.S)
_ATTRIBUTE = re.compile(r"([^\s/>\"'=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?", re.S)
_DATA_SCRIPTS = ("application/json", "application/ld+json", "speculationrules")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend in a template."""

    file: Path
    line: int
    message: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of a template, with Django's own syntax blanked out; an attribute without value has None."""

    name: str
    attributes: dict[str, str | None]
    line: int
    start: int
    end: int
    closes: bool
    closed: bool


def _component(tag: Tag) -> str:
    """The name of a component as it is declared; Django-cotton reads ``_`` and ``-`` alike."""
    return tag.name.removeprefix("c-").replace("_", "-")


@dataclass(frozen=True)
class Source:
    """A template as text."""

    path: Path
    text: str

    @cached_property
    def masked(self) -> str:
        """The text with Django's tags blanked, every place kept."""
        return _DJANGO.sub(lambda found: re.sub(r"[^\n]", "_", found.group()), self.text)

    @cached_property
    def tags(self) -> list[Tag]:
        """Its HTML and component tags, in order."""
        return [
            Tag(
                name=found[2],
                attributes={one[1]: one[2] and one[2].strip("\"'") for one in _ATTRIBUTE.finditer(found[3])},
                line=self.masked.count("\n", 0, found.start()) + 1,
                start=found.start(),
                end=found.end(),
                closes=bool(found[1]),
                closed=bool(found[4]),
            )
            for found in _TAG.finditer(self.masked)
        ]


@dataclass(frozen=True, slots=True)
class Component:
    """What a component declares."""

    name: str
    path: Path
    purpose: str
    required: frozenset[str]
    optional: frozenset[str]
    takes_content: bool

    @property
    def declared(self) -> frozenset[str]:
        """Every input it knows."""
        return self.required | self.optional


def templates(folder: Path = HOUSE) -> list[Source]:
    """The HTML templates below a folder, without those of tests."""
    found = sorted(path for path in folder.rglob("templates/**/*.html") if "tests" not in path.parts)
    return [Source(path, path.read_text()) for path in found]


def components(folder: Path = COMPONENTS) -> dict[str, Component]:
    """The components, by the name under which templates use them (``ui.link-button``)."""
    made = {}
    for path in sorted(folder.rglob("*.html")):
        source = Source(path, path.read_text())
        name = ".".join(path.relative_to(folder).with_suffix("").parts).replace("_", "-")
        given = next((tag.attributes for tag in source.tags if tag.name == "c-vars"), {})
        made[name] = Component(
            name=name,
            path=path,
            purpose=_purpose(source.text),
            required=frozenset(key for key, value in given.items() if value is None),
            optional=frozenset(key.lstrip(":") for key, value in given.items() if value is not None),
            takes_content=bool(re.search(r"{{\s*slot\b", source.text)),
        )
    return made


def _purpose(text: str) -> str:
    """The comment with which a component opens."""
    found = re.match(r"{%\s*comment\s*%}(.*?){%", text, re.S)
    return found[1].strip() if found else ""


def findings(
    sources: Iterable[Source] | None = None, known: dict[str, Component] | None = None
) -> list[Finding]:
    """Everything to mend in the templates of the house (or in the given ones)."""
    known = components() if known is None else known
    return [
        finding
        for source in (templates() if sources is None else sources)
        for finding in (*_uses(source, known), *_inline(source))
    ]


def unused_components(sources: Iterable[Source] | None = None) -> list[str]:
    """Components that no screen uses; the gallery does not count."""
    sources = templates() if sources is None else list(sources)
    used = {
        _component(tag) for source in sources if GALLERY not in source.path.parents for tag in source.tags
    }
    return sorted(set(components()) - used)


def _uses(source: Source, known: dict[str, Component]) -> Iterator[Finding]:
    """Walks the component tags of a template with the stack of those that are open."""
    open_tags: list[Tag] = []
    for tag in source.tags:
        if not tag.name.startswith("c-") or tag.name == "c-vars":
            continue
        if tag.closes:
            if not open_tags or open_tags[-1].name != tag.name:
                yield Finding(
                    source.path, tag.line, f"</{tag.name}> ferme un composant qui n’est pas ouvert.", 1
                )
                continue
            yield from _content(source, open_tags.pop(), tag, known)
            continue
        yield from _slot(source, tag, open_tags, known) if tag.name == "c-slot" else _use(source, tag, known)
        if not tag.closed:
            open_tags.append(tag)
    for tag in open_tags:
        yield Finding(source.path, tag.line, f"<{tag.name}> n’est jamais fermé.", 1)


def _use(source: Source, tag: Tag, known: dict[str, Component]) -> Iterator[Finding]:
    component = known.get(_component(tag))
    if component is None:
        yield Finding(source.path, tag.line, f"<{tag.name}> : ce composant n’existe pas.", 2)
        return
    given = {key.lstrip(":") for key in tag.attributes}
    for key in sorted(given - component.declared):
        yield Finding(source.path, tag.line, f"<{tag.name}> ne déclare pas l’attribut « {key} ».", 3)
    for key in sorted(component.required - given):
        yield Finding(source.path, tag.line, f"<{tag.name}> demande l’attribut « {key} ».", 4)


def _slot(source: Source, tag: Tag, open_tags: list[Tag], known: dict[str, Component]) -> Iterator[Finding]:
    owner = known.get(_component(open_tags[-1])) if open_tags else None
    name = tag.attributes.get("name", "")
    if owner is None or name not in owner.declared:
        yield Finding(
            source.path, tag.line, f'<c-slot name="{name}"> n’est déclaré par aucun composant ouvert.', 3
        )


def _content(source: Source, tag: Tag, end: Tag, known: dict[str, Component]) -> Iterator[Finding]:
    component = known.get(_component(tag))
    inside = source.masked[tag.end : end.start]
    if component and not component.takes_content and inside.strip() and "<c-slot" not in inside:
        yield Finding(source.path, tag.line, f"<{tag.name}> n’affiche pas de contenu.", 3)


def _inline(source: Source) -> Iterator[Finding]:
    """The content security policy refuses inline scripts and styles; so do we, before a visitor finds out."""
    for tag in source.tags:
        if tag.closes:
            continue
        name, attributes = tag.name.lower(), {key.lower(): value for key, value in tag.attributes.items()}
        if name == "style":
            yield Finding(
                source.path, tag.line, "<style> dans la page : écrivez dans beffroi/ui/assets/scss.", 5
            )
        if name == "script" and "src" not in attributes and attributes.get("type") not in _DATA_SCRIPTS:
            yield Finding(
                source.path,
                tag.line,
                "<script> dans la page : écrivez dans beffroi/ui/assets/js.",
                5,
            )
        for key, value in attributes.items():
            if key == "style":
                yield Finding(
                    source.path, tag.line, f"<{tag.name}> : l’attribut style est refusé par la CSP.", 5
                )
            if re.fullmatch(r"on[a-z]+", key):
                yield Finding(
                    source.path, tag.line, f"<{tag.name}> : l’attribut {key} est refusé par la CSP.", 5
                )
            if (value or "").lower().startswith("javascript:"):
                yield Finding(
                    source.path,
                    tag.line,
                    f"<{tag.name}> : javascript: est refusé par la CSP.",
                    5,
                )


def check_templates(**_: Any) -> list[CheckMessage]:
    """Django's entry: one error for each finding."""
    return [Error(str(finding), id=f"ui.E{finding.number:03d}") for finding in findings()]
