"""Where a part of a package is: by names in addresses, which survive that a neighbour moves, by indexes in findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from beffroi.procedures.rules.reading import OPTIONAL
from beffroi.procedures.rules.schema import Package
from beffroi.procedures.rules.yamlsource import Path

#: The words from the top of a package to a part: ``("form", "pages", "velo", "fields", "prix")``.
Address = tuple[str, ...]

#: The keys by which an element of a list is called.
_NAMES: Final = ("name", "id", "value", "key")


def name_of(element: Any, index: int) -> str:
    """What an element of a list is called in an address: its name, else its place."""
    if isinstance(element, Mapping):
        for key in _NAMES:
            if isinstance(element.get(key), str) and element[key]:
                return str(element[key])
    return str(index)


def place_of(data: Any, address: Address) -> Path | None:
    """The same part by indexes; its last key may still be absent. None when the way does not exist."""
    place: list[str | int] = []
    for depth, word in enumerate(address):
        if isinstance(data, list):
            index = next((i for i, one in enumerate(data) if name_of(one, i) == word), None)
            if index is None:
                return None
            place.append(index)
            data = data[index]
        elif isinstance(data, Mapping):
            if word not in data and depth + 1 < len(address):
                return None
            place.append(word)
            data = data.get(word)
        else:
            return None
    return tuple(place)


def address_of(data: Any, place: Path) -> Address:
    """The address of a place, as far as it exists."""
    words: list[str] = []
    for part in place:
        if isinstance(data, list) and isinstance(part, int) and part < len(data):
            words.append(name_of(data[part], part))
            data = data[part]
        elif isinstance(data, Mapping) and isinstance(part, str):
            words.append(part)
            data = data.get(part)
        else:
            break
    return tuple(words)


def with_optional(data: Mapping[str, Any]) -> dict[str, Any]:
    """A package with the files that it may begin, so that a first part finds its place."""
    return {**{name: {} for name in OPTIONAL}, **data}


def without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same without those in which nothing stands."""
    return {key: value for key, value in data.items() if key not in OPTIONAL or any(value.values())}


def find(data: Any, place: Path) -> Any:
    """What is at a place; None when it is absent."""
    for part in place:
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def model_of(place: Path) -> type[BaseModel] | None:
    """What the schema says stands at a place, or in the list or mapping there; None for plain values."""
    model: type[BaseModel] | None = Package
    annotation: Any = Package
    for part in place:
        if isinstance(part, int):
            continue
        if model is not None and part in model.model_fields:
            annotation = model.model_fields[part].annotation
            model = part_in(annotation)
        elif not is_mapping(annotation):
            return None
        else:
            annotation = model
    return model


def shape_of(place: Path) -> str:
    """Whether a place holds one ``part``, a ``list`` or a ``mapping`` of parts, or something ``plain``."""
    model: type[BaseModel] | None = Package
    annotation: Any = Package
    for part in place:
        if isinstance(part, int) or is_mapping(annotation):
            annotation = model
        elif model is not None and part in model.model_fields:
            annotation = model.model_fields[part].annotation
            model = part_in(annotation)
        else:
            return "plain"
    if model is None:
        return "plain"
    return "list" if is_list(annotation) else "mapping" if is_mapping(annotation) else "part"


def part_in(annotation: Any) -> type[BaseModel] | None:
    """The part that an annotation is about: ``tuple[Page, ...]``, ``dict[Name, TableFile]``, ``Fee | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = [one for arg in getattr(annotation, "__args__", ()) if (one := part_in(arg)) is not None]
    return found[-1] if found else None


def is_mapping(annotation: Any) -> bool:
    """Whether an annotation is a mapping of names to parts or values, or none."""
    return _is(annotation, dict)


def is_list(annotation: Any) -> bool:
    """Whether an annotation is a list, or none."""
    return _is(annotation, tuple)


def _is(annotation: Any, kind: type) -> bool:
    branches = getattr(annotation, "__args__", ())
    possible = branches if type(None) in branches else (annotation,)
    return any(getattr(one, "__origin__", None) is kind for one in possible)
