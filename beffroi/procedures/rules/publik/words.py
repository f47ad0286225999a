"""Texts in Django's template language, told as texts of ours: plain words, ``{{ }}``, and conditions beside paragraphs.

Django's own parser reads the text. What is shown of an answer that is not there differs on purpose: w.c.s. shows
"None", we show nothing. ``{% for %}`` and filters without an equivalent are refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.template import Engine, TemplateSyntaxError
from django.template.base import Node, Template, TextNode, VariableNode
from django.template.defaulttags import CommentNode, FirstOfNode, IfNode, WithNode
from django.template.library import Library

from beffroi.procedures.rules.expressions import quoted

from .conditions import (
    FALSE,
    MOST_WORDS,
    READ,
    TRUE,
    Known,
    NotTranslated,
    Translator,
    Value,
    admitted,
    joined,
    negated,
    truth,
)
from .markup import inert, typographic
from .names import Kind

_MOST_SIGNS: Final = 20_000
#: Django's parser calls itself for each block inside a block; the longest real text has 40.
_MOST_TAGS: Final = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. ``when`` is the condition under which it is said (``true``: always).

    ``told`` is the expression of a value that is shown, empty for plain ``text``.
    """

    text: str
    when: str = TRUE
    told: str = ""

    @property
    def words(self) -> str:
        """The piece as a text of ours, its own condition apart."""
        return f"{{{{ {self.told} }}}}" if self.told else self.text

    @property
    def expression(self) -> str:
        """The piece as an expression that gives text, its own condition apart."""
        return self.told or quoted(self.text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the condition under which it is said."""

    text: str
    when: str = TRUE


def pieces(source: str, known: Known, env: Mapping[str, Value] | None = None) -> list[Piece]:
    """A text, cut where values and conditions stand. Raises NotTranslated."""
    if "{{" not in source and "{%" not in source:
        return _inert([Piece(source)] if source else [])
    tags = source.split("{%")[1:]
    if (
        len(source) > _MOST_SIGNS
        or len(tags) > _MOST_TAGS
        or max(map(_words_of, tags), default=0) > MOST_WORDS
    ):
        raise NotTranslated("le texte est trop long.")
    try:
        nodes = Template(source, engine=_ENGINE).nodelist
    except TemplateSyntaxError as error:
        raise NotTranslated(f"le texte ne se lit pas : {error}") from None
    return _inert(_told(nodes, Translator(known, env), TRUE))


def _words_of(tag: str) -> int:
    return len(tag.partition("%}")[0].split())


def _inert(found: Iterable[Piece]) -> list[Piece]:
    """Plain words that follow each other as one piece, in which nothing passes for an expression of ours."""
    joined_: list[Piece] = []
    for piece in found:
        before = joined_[-1] if joined_ else None
        if before is not None and not before.told and not piece.told and before.when == piece.when:
            joined_[-1] = replace(before, text=before.text + piece.text)
        else:
            joined_.append(piece)
    return [piece if piece.told else replace(piece, text=_apart(inert(piece.text))) for piece in joined_]


def _apart(text: str) -> str:
    """A brace at an end stays apart from those of the value beside it."""
    return f"{' ' if text.startswith('}') else ''}{text}{' ' if text.endswith('{') else ''}"


def one_line(source: str, known: Known, env: Mapping[str, Value] | None = None) -> str:
    """A text of ours on one line, conditions written in its holes. Raises NotTranslated."""
    return " ".join(_inline(_printed(pieces(source, known, env))).split())


def expression(source: str, known: Known, env: Mapping[str, Value] | None = None) -> str:
    """One expression that gives the text. Raises NotTranslated."""
    found = _stripped(pieces(source, known, env))
    parts = [_under(when, _added([piece.expression for piece in run])) for when, run in _runs(found)]
    return admitted(_added(parts) if parts else _NOTHING)


def paragraphs(source: str, known: Known, env: Mapping[str, Value] | None = None) -> list[Paragraph]:
    """The text cut at its empty lines; a paragraph that is said whole or not at all keeps its condition apart."""
    found = []
    for block in _blocks(_printed(pieces(source, known, env))):
        whens = {piece.when for piece in block if piece.text.strip() or piece.told}
        if len(whens) == 1:
            (when,) = whens
            text = "".join(piece.words for piece in block)
        else:
            when, text = TRUE, _inline(block)
        lines = [" ".join(line.split()) for line in text.strip().splitlines()]
        if when != FALSE and any(lines):
            found.append(Paragraph("\n".join(line for line in lines if line), admitted(when)))
    return found


# --- the tree -------------------------------------------------------------------------------------------------------


def _told(nodes: Iterable[Node], translator: Translator, when: str) -> Iterator[Piece]:
    for node in nodes:
        if isinstance(node, TextNode):
            yield Piece(node.s, when)
        elif isinstance(node, VariableNode):
            yield from _shown(translator.value(node.filter_expression), when)
        elif isinstance(node, IfNode):
            yield from _branches(node, translator, when)
        elif isinstance(node, WithNode):
            named = {name: translator.value(value) for name, value in node.extra_context.items()}
            yield from _told(node.nodelist, translator.naming(named), when)
        elif isinstance(node, FirstOfNode):
            yield from _first_of([translator.value(value) for value in node.vars], when)
        elif not isinstance(node, CommentNode):
            raise NotTranslated(f"« {_tag(node)} » n’a pas d’équivalent.")


def _tag(node: Node) -> str:
    return "{% " + (node.token.contents.split() or ["?"])[0] + " %}" if node.token else type(node).__name__


def _branches(node: IfNode, translator: Translator, when: str) -> Iterator[Piece]:
    before = when
    for condition, nodes in node.conditions_nodelists:
        holds = TRUE if condition is None else translator.condition(condition)
        here = joined("and", before, holds)
        if here != FALSE:
            yield from _told(nodes, translator, here)
        before = joined("and", before, negated(holds))
        if before == FALSE:
            return


def _first_of(values: list[Value], when: str) -> Iterator[Piece]:
    before = when
    for value in values:
        holds = truth(value)
        here = joined("and", before, holds)
        if here != FALSE:
            yield from _shown(value, here)
        before = joined("and", before, negated(holds))
        if before == FALSE:
            return


def _shown(value: Value, when: str) -> Iterator[Piece]:
    """What a person reads of a value."""
    if value.constant:
        text = "" if value.literal is None else str(value.literal)
        if text:
            yield Piece(text, when)
        return
    if value.kind is Kind.CENTS:
        yield Piece("", when, admitted(f"figures({value.told})"))
        return
    told = value.told
    if value.kind is Kind.FLAG:
        told = f'({told} ? "True" : "False")'
    elif value.kind is Kind.DAY:
        told = f"short_day({told})"
    elif value.kind is Kind.NUMBER:
        told = f"string({told})"
    elif value.kind is Kind.LIST:
        if not value.shown:
            raise NotTranslated("une liste ne se montre pas telle quelle.")
        told = value.shown
    yield Piece("", when, admitted(told))


def _printed(found: Iterable[Piece]) -> list[Piece]:
    """The same words as they are printed; values and conditions are left as they are."""
    return [one if one.told else replace(one, text=typographic(one.text)) for one in found]


# --- putting together -----------------------------------------------------------------------------------------------

_EMPTY_LINE: Final = re.compile(r"\r?\n[ \t]*\r?\n\s*")


def _blocks(found: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces between empty lines."""
    block: list[Piece] = []
    for piece in _with_line_ends(found):
        parts = _EMPTY_LINE.split(piece.text) if not piece.told else [piece.text]
        for number, part in enumerate(parts):
            if number:
                yield block
                block = []
            if part or piece.told:
                block.append(replace(piece, text=part))
    yield block


def _with_line_ends(found: Iterable[Piece]) -> Iterator[Piece]:
    """What a condition says on lines of its own is a block of its own, as its author has laid it out."""
    pieces_ = list(found)
    for number, piece in enumerate(pieces_):
        text = piece.text
        if not piece.told and number and pieces_[number - 1].when != piece.when and text.startswith("\n"):
            text = "\n" + text
        after = pieces_[number + 1].when if number + 1 < len(pieces_) else piece.when
        if not piece.told and after != piece.when and text.endswith("\n"):
            text += "\n"
        yield replace(piece, text=text)


def _stripped(found: list[Piece]) -> list[Piece]:
    """Without the blanks around: a value that a template gives is not laid out."""
    kept = [
        replace(piece, text=re.sub(r"\s+", " ", piece.text)) if not piece.told else piece for piece in found
    ]
    while kept and not kept[0].told and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].told and not kept[-1].text.strip():
        kept.pop()
    if kept and not kept[0].told:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    if kept and not kept[-1].told:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return [piece for piece in kept if piece.told or piece.text]


def _inline(found: Iterable[Piece]) -> str:
    parts: list[str] = []
    for when, group in _runs(found):
        if when == TRUE:
            parts += [piece.words for piece in group]
        elif when != FALSE:
            told = _added([piece.expression for piece in group])
            parts.append(f"{{{{ {admitted(f'{when} ? {told} : {_NOTHING}')} }}}}")
    return "".join(parts)


def _runs(found: Iterable[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """Pieces that follow each other under one condition."""
    run: list[Piece] = []
    for piece in found:
        if run and run[-1].when != piece.when:
            yield run[-1].when, run
            run = []
        run.append(piece)
    if run:
        yield run[-1].when, run


_NOTHING: Final = '""'


def _under(when: str, told: str) -> str:
    return told if when == TRUE else f"({when} ? {told} : {_NOTHING})"


def _added(told: list[str]) -> str:
    return " + ".join(told)


# --- reading --------------------------------------------------------------------------------------------------------


def _stub(name: str) -> Callable[..., Any]:
    def read(value: Any, argument: Any = None) -> Any:
        raise AssertionError(f"{name}: a text is read here, never rendered")

    return read


#: More filters of w.c.s. and of its templates that a text may name; what has no equivalent is refused by name.
_READ: Final = (
    *READ,
    "add_hours",
    "add_minutes",
    "authentication_delivrance_items_visibility",
    "comprehensive_list",
    "get_feature_details",
    "json_dumps",
    "liste_type_rdv_nombres_personnes",
    "liste_type_rdv_plusieurs_personnes",
    "subtract",
    "unlazy_filter",
)
_LIBRARY = Library()
for _one in _READ:
    _LIBRARY.filter(_one, _stub(_one))


class _Engine(Engine):
    """Django's engine without files, loaders nor libraries: nothing is opened, nothing is rendered."""

    def __init__(self) -> None:
        super().__init__(dirs=[], app_dirs=False, autoescape=False)
        self.template_builtins = [*self.template_builtins, _LIBRARY]


_ENGINE = _Engine()
