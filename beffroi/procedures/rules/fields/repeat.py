"""A repeated block: the same questions once for each child, vehicle, debt… The answer is a list of lines.

A line is told by a number that the page carries (the input ``children`` holds those of the lines shown); the inputs of
its questions are named after it: ``children-2-birth``. The form engine walks the lines (``rules.forms``), since what a
line asks depends on its own earlier answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from django.utils.translation import ngettext

from beffroi.procedures.rules.schema import Field

from .base import FieldType, Invalid, Raw, View
from .registry import field_type

#: No block is longer, whatever a package or a request says.
MOST_LINES: Final = 50
_USUAL_MOST: Final = 20
_NUMBER: Final = re.compile(r"[0-9]{1,3}")


class RepeatField(FieldType):
    """A block of questions that may be answered several times."""

    name: ClassVar[str] = "repeat"
    purpose: ClassVar[str] = (
        "A block of questions (`fields`) answered once a line, `min` to `max` lines (1 to 20; 50 at most); expressions"
        " see a list: `size(answers.enfants)`, `answers.enfants.map(e, e.prenom)`."
    )
    empty: ClassVar[Any] = []
    keys: ClassVar[frozenset[str]] = frozenset({"fields", "min", "max", "line", "add"})
    in_line: ClassVar[bool] = False

    def fits(self, value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(line, dict) for line in value)

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> list[Any]:
        return []  # the form engine reads the lines

    def recheck(self, field: Field, value: Any, view: View) -> None:
        refuse_count(field, len(value))

    def display(self, field: Field, value: Any, view: View) -> str:
        return " ; ".join(", ".join(said for _, said in told(field.fields, line, view)) for line in value)

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        return {"value": list(value or []), "max": most(field), "add": view.say(field.add)}

    def missing(self) -> str:
        return _too_few(1)

    def problems(self, field: Field) -> list[tuple[str, str]]:
        found = []
        if not field.fields:
            found.append(("ce bloc ne pose aucune question.", "Écrivez-les dans « fields »."))
        if (field.min or 0) < 0 or not 1 <= most(field) <= MOST_LINES:
            found.append((f"un bloc a de 0 à {MOST_LINES} lignes.", "Corrigez « min » ou « max »."))
        if (field.min or 0) > most(field):
            found.append(("« min » est plus grand que « max ».", "Échangez-les."))
        if field.min and field.required is False:
            found.append(("un bloc facultatif n’a pas de minimum.", "Retirez « min » ou « required »."))
        return found

    def samples(self, field: Field) -> list[Any]:
        kinds = ((part, field_type(part.type)) for part in field.fields)
        return [[{part.name: kind.samples(part)[-1] for part, kind in kinds if kind and kind.asks}]]


def least(field: Field, *, required: bool) -> int:
    """The fewest lines: one unless ``min`` says otherwise; none when the block may stay empty."""
    return (1 if field.min is None else field.min) if required else 0


def most(field: Field) -> int:
    """The most lines."""
    return _USUAL_MOST if field.max is None else field.max


def refuse_count(field: Field, count: int, *, fewest: int = 0) -> None:
    """Raise Invalid when there are too many or too few lines."""
    if count > most(field):
        message = ngettext("Gardez une seule ligne.", "Gardez %(most)d lignes au plus.", most(field))
        raise Invalid(message % {"most": most(field)} if most(field) > 1 else message)
    if count < fewest:
        raise Invalid(_too_few(fewest))


def _too_few(fewest: int) -> str:
    message = ngettext("Ajoutez au moins une ligne.", "Remplissez au moins %(least)d lignes.", fewest)
    return message % {"least": fewest} if fewest > 1 else message


def title(field: Field, place: int, view: View) -> str:
    """What a line is called, by its place from 1: « Enfant 2 »."""
    return f"{view.say(field.line or field.label)} {place}"


def told(parts: Iterable[Field], line: Mapping[str, Any], view: View) -> Iterator[tuple[str, str]]:
    """The answers of a line in words: (label, answer)."""
    for part in parts:
        kind, value = field_type(part.type), line.get(part.name)
        if kind and kind.asks and value is not None and kind.fits(value) and not kind.is_empty(value):
            yield view.say(part.label), kind.display(part, value, view)


def empties(field: Field) -> dict[str, Any]:
    """The typed empty of every question of a line."""
    kinds = {part.name: field_type(part.type) for part in field.fields}
    return {name: kind.empty for name, kind in kinds.items() if kind}


# --- the numbers of the lines, as the page carries them


def input_name(field: Field, number: str, part: str) -> str:
    """The name of the input of a question in a line."""
    return f"{field.name}-{number}-{part}"


def numbers(field: Field, raw: Raw) -> list[str]:
    """The lines that the page showed, in their order; one more than may be, so that too many is noticed."""
    return _numbers(raw.all(field.name))[: MOST_LINES + 1]


def _numbers(given: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(number for number in given if _NUMBER.fullmatch(number)))


def turned(raw: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[str]], str | None]:
    """What was typed, with the line that a button asked for (``add_row``) or without the one it took out.

    Beside it the place to come back to: the new line, or the block; None when no such button was pressed.
    """
    held = _lists(raw)
    added, removed = held.pop("add_row", []), held.pop("remove_row", [])
    if added:
        held, number = with_line(held, added[-1])
        return held, f"{added[-1]}-{number}"
    if removed:
        block, _, number = removed[-1].partition(":")
        return without_line(held, block, number), block
    return held, None


def with_line(raw: Mapping[str, Sequence[str]], block: str) -> tuple[dict[str, list[str]], str]:
    """What was typed with one more line, and the number of that line."""
    held = _numbers(raw.get(block, ()))
    fresh = next(str(number) for number in range(MOST_LINES + 1) if str(number) not in held[:MOST_LINES])
    shown = held if len(held) >= MOST_LINES else [*held, fresh]
    return {**_lists(raw), block: shown}, shown[-1]


def without_line(raw: Mapping[str, Sequence[str]], block: str, number: str) -> dict[str, list[str]]:
    """What was typed without one line."""
    gone = f"{block}-{number}-"
    kept = {name: values for name, values in _lists(raw).items() if not name.startswith(gone)}
    return {**kept, block: [one for one in _numbers(raw.get(block, ())) if one != number]}


def _lists(raw: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in raw.items()}
