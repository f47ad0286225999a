"""One difference between two packages taken back: what changed is as it was before, the rest as it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from . import schema
from .difference import Change, Place
from .parts import by_name, have_names


def put_back(
    before: schema.Package, after: schema.Package, data: dict[str, Any], change: Change
) -> dict[str, Any] | None:
    """``data``, which is the package ``after``, changed so that one of its ``differences`` from ``before`` is undone.

    None where it cannot be: what held it has gone too, or it stands there by default.
    """
    try:
        return _put_back(before, after, data, change)
    except (LookupError, TypeError, AttributeError):
        return None


def _put_back(
    before: schema.Package, after: schema.Package, data: dict[str, Any], change: Change
) -> dict[str, Any] | None:
    holder = _steps(after, change.place[:-1])
    if holder is None:
        return None
    match change.kind:
        case "added":
            return _taken_out(data, holder, _steps(after, change.place))
        case "changed":
            return _written(data, holder, _steps(after, change.place), change)
        case "removed":
            return _inserted(
                data, holder, _last_key(before, change.place), change.before, before, change.place
            )
        case _:
            return _moved(data, before, after, change)


def _steps(package: schema.Package, place: Place) -> Place | None:
    """A place by keys and names as one by keys and indexes; its last key may still be absent."""
    found: list[str | int] = []
    value: Any = package
    for depth, step in enumerate(place):
        key: str | int | None = step
        if isinstance(value, BaseModel) and isinstance(step, str) and step in type(value).model_fields:
            value = getattr(value, step)
        elif isinstance(value, Mapping):
            if step not in value and depth + 1 < len(place):
                return None
            value = value.get(step)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            key = _index(value, step)
            if key is None or not isinstance(key, int):
                return None
            value = value[key]
        else:
            return None
        found.append(key if key is not None else step)
    return tuple(found)


def _index(parts: Sequence[Any], step: str | int) -> int | None:
    if isinstance(step, int):
        return step if step < len(parts) else None
    return list(by_name(parts)).index(step) if have_names(parts) and step in by_name(parts) else None


def _last_key(package: schema.Package, place: Place) -> str | int:
    """The last step of a place that was there: the index of what has a name, the key of what stands in a mapping."""
    found = _steps(package, place)
    return found[-1] if found else place[-1]


def _at(data: Any, steps: Place) -> Any:
    for step in steps:
        if isinstance(data, dict):
            data = data.setdefault(step, {})
        else:
            data = data[step]
    return data


def _list_at(data: Any, steps: Place) -> list[Any]:
    """The list there; one that was empty is not in the data yet."""
    found = _at(data, steps[:-1])
    if isinstance(found, dict) and not found.get(steps[-1]):
        found[steps[-1]] = []
    listed: list[Any] = found[steps[-1]]
    return listed


def _taken_out(data: dict[str, Any], holder: Place, spot: Place | None) -> dict[str, Any] | None:
    if spot is None:
        return None
    del _at(data, holder)[spot[-1]]
    return data


def _written(
    data: dict[str, Any], holder: Place, spot: Place | None, change: Change
) -> dict[str, Any] | None:
    if spot is None:
        return None
    held = _at(data, holder)
    if change.before is None and isinstance(held, dict):
        held.pop(spot[-1], None)
    else:
        held[spot[-1]] = change.before
    return data


def _inserted(
    data: dict[str, Any],
    holder: Place,
    key: str | int,
    value: Any,
    before: schema.Package,
    place: Place,
) -> dict[str, Any] | None:
    """Put in again: under its name, or in its list behind the nearest of its former neighbours that is still there."""
    if isinstance(key, str):
        _at(data, holder)[key] = value
        return data
    listed = _list_at(data, holder)
    listed.insert(_spot(before, place, listed, key), value)
    return data


def _spot(before: schema.Package, place: Place, listed: Sequence[Any], index: int) -> int:
    steps = _steps(before, place[:-1])
    former = _at(before.model_dump(mode="json"), steps) if steps else []
    for neighbour in reversed(former[:index]):
        for number, one in enumerate(listed):
            if _same_name(one, neighbour):
                return number + 1
    return 0 if former[:index] == [] else min(index, len(listed))


def _same_name(one: Any, other: Any) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return bool(one == other)
    keys = [key for key in ("name", "key", "id", "value", "valid_from", "fr", "rule") if key in other]
    return bool(keys) and one.get(keys[0]) == other[keys[0]]


def _moved(
    data: dict[str, Any], before: schema.Package, after: schema.Package, change: Change
) -> dict[str, Any] | None:
    """Back among its former neighbours, on its former page."""
    spot = _steps(after, change.place)
    if spot is None:
        return None
    home = change.place
    if isinstance(change.before, str):  # a question that went to another page
        home = ("form", "pages", change.before, "fields", change.place[-1])
    goal = _steps(after, home[:-1])
    if goal is None or _steps(before, home) is None:
        return None
    part = _at(data, spot[:-1]).pop(spot[-1])
    return _inserted(data, goal, _last_key(before, home), part, before, home)
