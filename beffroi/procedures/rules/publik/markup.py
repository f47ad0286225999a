"""HTML of a definition as plain words: paragraphs, items with a dash, the address of a link after its words."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree, html

_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tr",
        "br",
        "section",
        "blockquote",
    ]
)
_SILENT: Final = frozenset({"script", "style", "head", "title", "iframe", "svg"})
_MOST_DEEP: Final = 60
_BLANKS: Final = " \t\u00a0"


#: A tag ends before another of its kind begins: the search never goes back over a text that closes nothing.
_TAG: Final = re.compile(
    "|".join(
        rf"\{{{sign}(?:(?!\{{{sign}|{end}\}}).)*{end}\}}"
        for sign, end in ((r"\{", r"\}"), ("%", "%"), ("#", "#"))
    ),
    re.DOTALL,
)
_HELD: Final = re.compile("\ue000(\\d+)\ue001")


def plain(source: str) -> str:
    """The words of a piece of HTML, its template tags untouched; what is no HTML comes back as it is, blanks apart."""
    if "<" not in source and "&" not in source:
        return _tidy(source)
    tags: list[str] = []

    def hold(tag: re.Match[str]) -> str:
        tags.append(tag[0])
        return f"\ue000{len(tags) - 1}\ue001"

    text = _words(_TAG.sub(hold, source.replace("\ue000", "").replace("\ue001", "")))
    return _tidy(_HELD.sub(lambda held: tags[int(held[1])], text))


def _words(source: str) -> str:
    parts: list[str] = []
    try:
        _walk(html.fragment_fromstring(source, create_parent="div"), parts, 0)
    except (etree.ParserError, ValueError):
        return re.sub(r"<[^>]*>", " ", source)
    return "".join(parts)


def _walk(element: etree._Element, parts: list[str], depth: int) -> None:
    if not isinstance(element.tag, str) or element.tag in _SILENT or depth > _MOST_DEEP:
        parts.append(element.tail or "")
        return
    block = element.tag in _BLOCKS
    if block:
        parts.append("\n– " if element.tag == "li" else "\n" if element.tag == "br" else "\n\n")
    parts.append(_flat(element.text or ""))
    for child in element:
        _walk(child, parts, depth + 1)
    address = element.get("href") or ""
    if (
        element.tag == "a"
        and address.startswith(("https://", "http://", "\ue000"))
        and address not in (element.text or "")
    ):
        parts.append(f" ({address})")
    if block and element.tag not in ("li", "br"):
        parts.append("\n\n")
    parts.append(_flat(element.tail or "") if depth else "")


def _flat(text: str) -> str:
    """The text without the blanks around its line ends."""
    first, *others = text.split("\n")
    if not others:
        return first
    *inner, last = others
    return "\n".join([first.rstrip(_BLANKS), *(line.strip(_BLANKS) for line in inner), last.lstrip(_BLANKS)])


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.replace("\r", "").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def without_tags(source: str) -> str:
    """A text whose tags could not be told, for a person to mend."""
    return inert(" ".join(_TAG.sub("…", source).split()))


def inert(text: str) -> str:
    """A text in which nothing passes for an expression of ours."""
    return text.replace("{{", "{ {").replace("}}", "} }")


def typographic(text: str) -> str:
    """The apostrophe between two letters as it is printed."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)
