"""The register of field types."""

from __future__ import annotations

from collections.abc import Mapping

from .base import FieldType

_types: dict[str, FieldType] = {}


def register_field_type(kind: type[FieldType]) -> type[FieldType]:
    """Add a field type under its name; usable as a decorator. Raises ValueError when the name is taken."""
    if kind.name in _types and type(_types[kind.name]) is not kind:
        raise ValueError(f"field type {kind.name!r} is already registered")
    _types[kind.name] = kind()
    return kind


def field_type(name: str) -> FieldType | None:
    """The type of that name, or None."""
    return _types.get(name)


def field_types() -> Mapping[str, FieldType]:
    """Every type on offer, by name."""
    return dict(sorted(_types.items()))


def keys_of_types() -> frozenset[str]:
    """The keys of the schema that make sense for some types of question only."""
    return frozenset[str]().union(*(kind.keys for kind in _types.values()))
