"""Which answers of a case stay when it is made anonymous."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .definition import Definition, reference_of
from .schema import Field

#: The block that makes a case anonymous at once.
ANONYMISES: Final = "cases.anonymise"

#: Types whose answers are no words of the person: they stay, unless the package declares them personal.
_WORDLESS: Final = frozenset(
    {"choice", "choices", "yes_no", "number", "amount", "date", "time", "declaration"}
)
#: Types that always go: what they point at goes too.
_POINTERS: Final = frozenset({"file", "national_number"})


def stays(field: Field) -> bool:
    """Whether an answer stays: the package says so, or nobody says that it is personal and it cannot hold words."""
    if field.type in _POINTERS:
        return False
    if field.personal is not None:
        return field.personal.at_anonymisation == "keep"
    return field.type in _WORDLESS


def kept_answers(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of the answers; a repeated block keeps its lines, each with what stays of it."""
    kept: dict[str, Any] = {}
    for name, value in answers.items():
        field = definition.fields.get(name)
        if field is None:
            continue
        if field.fields and isinstance(value, list):
            kept[name] = [_kept_line(field, line) for line in value]
        elif stays(field):
            kept[name] = value
    return kept


def _kept_line(block: Field, line: Mapping[str, Any]) -> dict[str, Any]:
    staying = {one.name for one in block.fields if stays(one)}
    return {name: value for name, value in line.items() if name in staying}


def kept_tables(definition: Definition) -> set[str]:
    """The reference tables of which the rows chosen by a case may stay with it."""
    return {table for field in definition.fields.values() if stays(field) and (table := reference_of(field))}


def numbers_in(definition: Definition, answers: Mapping[str, Any]) -> set[str]:
    """What of the answers may refer to a national number: those of its type, and those of questions no longer asked."""
    fields = definition.fields
    return {
        value
        for name, value in answers.items()
        if isinstance(value, str) and (name not in fields or fields[name].type == "national_number")
    }
