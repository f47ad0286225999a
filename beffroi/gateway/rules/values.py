"""Values that travel, of the types that a declaration may name."""

from __future__ import annotations

from datetime import date
from typing import Any

from .declaration import Sent, Value


class Unsendable(ValueError):
    """A value lacks, or is not of its type; ``name`` says which (empty: all of them are too long together)."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def checked(sent: Sent, value: Any) -> Value | None:
    """A value of the type declared; None when it may lack and does. Raises Unsendable."""
    if value is None or value == "":
        if sent.required:
            raise Unsendable(sent.name)
        return None
    if not fits(value, sent.type) or not writes(value):
        raise Unsendable(sent.name)
    plain: Value = value
    return plain


def fits(value: Any, kind: str) -> bool:
    """Whether a value is of a type that travels."""
    match kind:
        case "number":
            return type(value) is int
        case "yes_no":
            return type(value) is bool
        case "date":
            return isinstance(value, str) and _is_day(value)
        case _:
            return isinstance(value, str)


def writes(value: Any) -> bool:
    """Whether it can be written at all: half a surrogate pair cannot."""
    try:
        str(value).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
