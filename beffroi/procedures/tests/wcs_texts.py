"""What a w.c.s. shows of a text: Django's engine on the answers of ``wcs``, where what is not there shows nothing.

There, an answer that is not there shows the word "None"; the translation departs from it on purpose, so the oracle does.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.template import Context

from beffroi.procedures.rules.expressions import Scope
from beffroi.procedures.rules.publik.words import Piece

from . import wcs


class Nothing(wcs.Missing):
    """An answer that is not there, shown as nothing."""

    def __str__(self) -> str:
        return ""

    def __eq__(self, other: object) -> bool:
        return str(other) == "None"

    __hash__ = None  # type: ignore[assignment]


class Day(date):
    """A day as w.c.s. shows it."""

    def __str__(self) -> str:
        return self.strftime("%d/%m/%Y")


def _shown(value: Any) -> Any:
    if isinstance(value, wcs.Missing):
        return Nothing()
    if value is None:
        return ""
    if isinstance(value, date) and not isinstance(value, datetime):
        return Day(value.year, value.month, value.day)
    return value


def theirs(source: str, given: wcs.Given, system: dict[str, str]) -> str:
    """The text as w.c.s. shows it, blanks set aside."""
    values = {name: _shown(value) for name, value in given.theirs.items()}
    context = Context({**values, **system, "today": _shown(wcs.TODAY)}, autoescape=False, use_l10n=False)
    return normal(wcs.compiled(source).render(context))


def ours(pieces: list[Piece], given: wcs.Given, case: dict[str, str]) -> str:
    """The same pieces as we show them."""
    scope = Scope({**wcs.records(given), "case": case}, today=wcs.TODAY)
    said = [str(scope.value(one.told)) if one.told else one.text for one in pieces if scope.holds(one.when)]
    return normal("".join(said))


_FIGURES = re.compile(r"\d+\.\d+")


def normal(text: str) -> str:
    """A text without what does not count: blanks, and the noughts at the end of an amount."""
    flat = " ".join(text.split())
    return _FIGURES.sub(lambda said: said[0].rstrip("0").rstrip("."), flat)
