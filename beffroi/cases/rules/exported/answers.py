"""The answers of an export as if they had been sent with our form, so that our form reads and checks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

#: Types whose inputs are three boxes.
_DAY_PARTS: Final = ("day", "month", "year")
_YES: Final = {True: "yes", False: "no"}


class Question(Protocol):
    """What is read of a question as a screen draws it."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def options(self) -> Iterable[Any]: ...
    @property
    def parts(self) -> Iterable[Any]: ...


def inputs(
    answers: Mapping[str, Any], paths: Mapping[str, str], our_name: Callable[[str], str]
) -> dict[str, str]:
    """The input of our form that each answer of the export fills in: ``paths`` says it, or its name here."""
    return {
        name: paths.get(name, our_name(name)).replace(".", "-")
        for name in answers
        if not name.endswith(("_raw", "_structured")) or name in paths
    }


def as_sent(
    question: Question,
    answers: Mapping[str, Any],
    filled: Mapping[str, str],
    our_name: Callable[[str], str],
) -> dict[str, list[str]]:
    """What the inputs of a question carry; nothing where the export has no answer to it."""
    sent: dict[str, list[str]] = {}
    for old, place in filled.items():
        if place != question.name and not place.startswith(f"{question.name}-"):
            continue
        if (value := answers.get(old)) is None:
            continue
        values = [value, answers.get(f"{old}_raw")]
        sent |= _chosen(question, place, values, our_name) if question.options else _typed(place, value)
    return sent


def _chosen(
    question: Question, place: str, values: Sequence[Any], our_name: Callable[[str], str]
) -> dict[str, list[str]]:
    """The value of each answer chosen: theirs, our name of it, or that of its words."""
    known: dict[str, str] = {}
    for value, label in question.options:
        known |= {str(label): value, our_name(str(label)): value}
    known |= {value: value for value, _label in question.options}
    words = [word for value in values for word in _words(value)]
    found = [known.get(word, known.get(our_name(word), "")) for word in words]
    return {place: list(dict.fromkeys(filter(None, found))) or words[:1]}


def _words(value: Any) -> list[str]:
    if isinstance(value, bool):
        return [_YES[value]]
    if isinstance(value, list):
        return [word for one in value for word in _words(one)]
    return [str(value)] if isinstance(value, str | int | float) and value != "" else []


def _typed(place: str, value: Any) -> dict[str, list[str]]:
    """A day stands in three boxes too: the type of the question reads those that are its own."""
    words = _words(value)
    sent = {place: words} if words else {}
    try:
        day = date.fromisoformat(words[0]) if words else None
    except ValueError:
        day = None
    if day:
        numbers = (day.day, day.month, day.year)
        sent |= {f"{place}-{part}": [str(n)] for part, n in zip(_DAY_PARTS, numbers, strict=True)}
    return sent
