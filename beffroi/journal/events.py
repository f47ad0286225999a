"""What a fact is: a frozen dataclass with a name, a version, a French label and plain fields.

Each room declares its own beside its verbs' words::

    @dataclass(frozen=True)
    class CaseSubmitted(Fact):
        label = _("Demande introduite")

        case_number: str
        evidence: int

A stored payload is never rewritten: when a fact changes shape, its ``version`` grows and an upcaster tells how to
read the one before. Its schema is kept as a golden file (``golden/``), so a silent change of shape fails a test.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

JSON: TypeAlias = "str | int | bool | list[JSON] | dict[str, JSON] | None"
Payload: TypeAlias = dict[str, Any]
Upcaster: TypeAlias = Callable[[Payload], Payload]

#: Whose turn it is after a fact.
TURNS = ("applicant", "commune", "authority", "outside", "")

_registry: dict[str, type[Fact]] = {}
_upcasters: dict[tuple[str, int], Upcaster] = {}
_types: dict[type[Fact], dict[str, Any]] = {}
_SCALARS: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    UUID: {"type": "string", "format": "uuid"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


class UnknownFact(LookupError):
    """A row of the journal names a fact or a version that this release cannot read."""


@dataclass(frozen=True)
class Fact:
    """Something that happened. Subclasses hold plain fields: no name of a person, no number, no free text.

    ``name`` is the class's name unless given; ``version`` starts at 1; ``label`` is what a screen shows.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    label: ClassVar[str | Promise] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = cls.__dict__.get("name", cls.__name__)
        known = _registry.setdefault(cls.name, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"two facts are called {cls.name}: in {known.__module__} and in {cls.__module__}")
        _registry[cls.name] = cls  # a dataclass with slots is made twice: the last one counts

    def payload(self) -> Payload:
        """The fields as JSON.

        Raises TypeError when a value is not of its field's type, UnicodeEncodeError for text that cannot be written.
        """
        hints = _hints(type(self))
        return {
            name: _plain(getattr(self, name), hint, f"{self.name}.{name}") for name, hint in hints.items()
        }

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """The JSON schema (2020-12) of this version's payload."""
        hints = _hints(cls)
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"{cls.name} v{cls.version}",
            "type": "object",
            "properties": {name: _schema_of(hint) for name, hint in hints.items()},
            "required": sorted(hints),
            "additionalProperties": False,
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Fact:
        """The fact that ``payload()`` described."""
        hints = _hints(cls)
        return cls(**{name: _revived(payload[name], hint) for name, hint in hints.items()})


@dataclass(frozen=True, slots=True)
class Process:
    """What the audit needs to know of where a fact stands in a procedure.

    ``next_turn`` says who must act now: ``applicant``, ``commune``, ``authority``, ``outside`` or no one (empty).
    ``due_on`` is the legal due day after this fact. ``department`` (slug) handles the case; it stands on the event
    when the actor has no department of their own (a citizen, the house).
    """

    procedure: str
    version: int | None
    phase_before: str = ""
    phase_after: str = ""
    next_turn: str = ""
    due_on: date | None = None
    department: str = ""

    def __post_init__(self) -> None:
        if self.next_turn not in TURNS:
            raise ValueError(f"next_turn is one of {TURNS}, not {self.next_turn!r}")


@dataclass(frozen=True)
class JobRestarted(Fact):
    """A failed job was given another series of attempts."""

    label = _("Travail relancé")

    task: str
    attempts: int


def registry() -> dict[str, type[Fact]]:
    """Every fact that a room has declared, by name."""
    return dict(sorted(_registry.items()))


def upcaster(name: str, version: int) -> Callable[[Upcaster], Upcaster]:
    """Register how a payload of ``version`` becomes one of ``version + 1``."""

    def register(function: Upcaster) -> Upcaster:
        if (name, version) in _upcasters:
            raise ValueError(f"{name} v{version} already has an upcaster")
        _upcasters[name, version] = function
        return function

    return register


def upcast(name: str, version: int, payload: Payload) -> Payload:
    """A stored payload in the present version. Raises UnknownFact when a step is missing."""
    current = _known(name).version
    while version < current:
        try:
            payload = _upcasters[name, version](payload)
        except KeyError:
            raise UnknownFact(f"no upcaster reads {name} v{version}") from None
        version += 1
    if version != current:
        raise UnknownFact(f"{name} v{version} was written by a later release")
    return payload


def rebuild(name: str, version: int, payload: Payload) -> Fact:
    """The fact behind a stored row. Raises UnknownFact."""
    return _known(name).from_payload(upcast(name, version, payload))


def _known(name: str) -> type[Fact]:
    try:
        return _registry[name]
    except KeyError:
        raise UnknownFact(f"no fact is called {name}") from None


def _hints(cls: type[Fact]) -> dict[str, Any]:
    if cls not in _types:
        hints = get_type_hints(cls)
        _types[cls] = {field.name: hints[field.name] for field in fields(cls)}
    return _types[cls]


def _optional(hint: Any) -> Any | None:
    """X for ``X | None``, else None."""
    if get_origin(hint) not in (Union, types.UnionType):
        return None
    inner = [part for part in get_args(hint) if part is not type(None)]
    return inner[0] if len(inner) == 1 and len(get_args(hint)) == 2 else None


def _item(hint: Any) -> Any | None:
    """X for ``list[X]`` and ``tuple[X, ...]``, else None."""
    return get_args(hint)[0] if get_origin(hint) in (list, tuple) else None


def _schema_of(hint: Any) -> dict[str, Any]:
    if hint in _SCALARS:
        return dict(_SCALARS[hint])
    if inner := _optional(hint):
        return {"anyOf": [_schema_of(inner), {"type": "null"}]}
    if inner := _item(hint):
        return {"type": "array", "items": _schema_of(inner)}
    raise TypeError(f"a fact has plain fields only, not {hint}")


def _plain(value: Any, hint: Any, where: str) -> Any:
    if inner := _optional(hint):
        return None if value is None else _plain(value, inner, where)
    if inner := _item(hint):
        return [_plain(item, inner, where) for item in value]
    if type(value) is not hint and not (hint is str and isinstance(value, str)):
        raise TypeError(f"{where} takes {hint.__name__}, not {type(value).__name__}")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, str):
        value.encode()  # half a surrogate pair could be stored, and never sealed
    return str(value) if isinstance(value, (UUID, str)) else value


def _revived(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    if inner := _optional(hint):
        return _revived(value, inner)
    if inner := _item(hint):
        return get_origin(hint)(_revived(item, inner) for item in value)
    if hint is UUID:
        return UUID(value)
    return hint.fromisoformat(value) if hint in (date, datetime) else value
