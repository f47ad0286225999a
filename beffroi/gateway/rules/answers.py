"""What of an answer is kept: only what was declared, each value of its type."""

from __future__ import annotations

import json
from typing import Any, Final

from .declaration import Declaration, Kept, Value
from .outcomes import Outcome
from .values import fits, writes

#: Signs of one text that is kept.
LONGEST_KEPT: Final = 2_000
#: Beyond it no whole number is kept: JSON readers disagree above (RFC 8259, 6).
_LARGEST: Final = 2**53 - 1
_NOTHING: Final = object()


class Unusable(ValueError):
    """The answer is not what was declared; ``outcome`` says how, ``name`` which value."""

    def __init__(self, outcome: Outcome, name: str = "") -> None:
        self.outcome, self.name = outcome, name
        super().__init__(outcome)


def kept_values(declaration: Declaration, body: bytes) -> dict[str, Value]:
    """The values that are kept of an answer, by name; those that may lack and do are left out. Raises Unusable."""
    if not declaration.keeps:
        return {}
    answer = _json(body)
    found = {one.name: _value(one, answer) for one in declaration.keeps}
    return {name: value for name, value in found.items() if value is not None}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):  # a figure of too many digits is a ValueError too
        raise Unusable(Outcome.UNREADABLE) from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _value(kept: Kept, answer: Any) -> Value | None:
    found = _at(answer, kept.path)
    if found is _NOTHING or found is None:
        if kept.required:
            raise Unusable(Outcome.MISFIT, kept.name)
        return None
    value = _plain(found, kept.type)
    if not fits(value, kept.type) or not _bounded(value):
        raise Unusable(Outcome.MISFIT, kept.name)
    kept_value: Value = value
    return kept_value


def _at(answer: Any, path: str) -> Any:
    """What stands at a path of keys and positions: ``results.0.uuid``."""
    for step in path.split("."):
        if isinstance(answer, dict) and step in answer:
            answer = answer[step]
        elif isinstance(answer, list) and step.isascii() and step.isdigit() and len(step) < 6:
            if int(step) >= len(answer):
                return _NOTHING
            answer = answer[int(step)]
        else:
            return _NOTHING
    return answer


def _plain(value: Any, kind: str) -> Any:
    """A figure where a text is kept is written out; the day of a moment is its day."""
    if kind == "text" and type(value) is int:
        return str(value) if abs(value) <= _LARGEST else None
    if kind == "number" and type(value) is float and value.is_integer():
        return int(value)
    if kind == "date" and isinstance(value, str) and value[10:11] == "T":
        return value[:10]
    return value


def _bounded(value: Value) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_KEPT and "\0" not in value and writes(value)
    return abs(int(value)) <= _LARGEST
