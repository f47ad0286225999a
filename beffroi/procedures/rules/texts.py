"""Texts with expressions between double braces: ``Bonjour {{ answers.prenoms }}``. No other syntax, no code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from .expressions import Expression, ExpressionFailed, ExpressionProblem, Scope, compile_expression

_HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_YES_NO = {"fr": ("oui", "non"), "nl": ("ja", "nee"), "de": ("ja", "nein"), "en": ("yes", "no")}


@dataclass(frozen=True, slots=True)
class Template:
    """A text cut at its holes: plain parts at even places, expressions at odd ones."""

    parts: tuple[str, ...]

    @property
    def expressions(self) -> tuple[str, ...]:
        """The expressions of the holes."""
        return self.parts[1::2]

    @property
    def compiled(self) -> tuple[Expression, ...]:
        """The same, compiled."""
        return tuple(map(compile_expression, self.expressions))


@lru_cache(maxsize=4096)
def compile_text(text: str) -> Template:
    """Cut a text and compile its expressions. Raises ExpressionProblem."""
    parts = _HOLE.split(text)
    if any("{{" in part or "}}" in part for part in parts[0::2]):
        raise ExpressionProblem("une accolade double n’est pas refermée.", "Écrivez {{ expression }}.")
    parts[1::2] = [part.strip() for part in parts[1::2]]
    for source in parts[1::2]:
        compile_expression(source)
    return Template(tuple(parts))


def expand(text: str, scope: Scope) -> str:
    """The text with its holes filled in; a hole that cannot be computed stays empty."""
    if "{{" not in text:
        return text
    parts = list(compile_text(text).parts)
    for index in range(1, len(parts), 2):
        parts[index] = _said(parts[index], scope)
    return "".join(parts)


def expand_all(value: Any, scope: Scope) -> Any:
    """The same for every text in lists and mappings; a text that is one hole alone keeps its type."""
    if isinstance(value, str):
        hole = whole_hole(value)
        return expand(value, scope) if hole is None else scope.value(hole)
    if isinstance(value, dict):
        return {key: expand_all(part, scope) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [expand_all(part, scope) for part in value]
    return value


def whole_hole(text: str) -> str | None:
    """The expression of a text that is one hole alone."""
    whole = _HOLE.fullmatch(text.strip())
    return whole[1].strip() if whole and "{{" not in whole[1] else None


def _said(source: str, scope: Scope) -> str:
    try:
        value = scope.value(source)
    except ExpressionFailed:
        return ""
    return said(value, scope.language)


def said(value: Any, language: str) -> str:
    """A value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES_NO.get(language, _YES_NO["fr"])[0 if value else 1]
    if isinstance(value, list | tuple):
        return ", ".join(said(part, language) for part in value)
    return str(value)


def led(label: str, text: str) -> str:
    """A text led by what it is about: « Votre adresse : … »; a question keeps its own sign: « Qui êtes-vous ? … »."""
    if label.endswith(("?", ".", ":")):
        return f"{label} {text}"
    return gettext("%(label)s : %(text)s") % {"label": label, "text": text}
