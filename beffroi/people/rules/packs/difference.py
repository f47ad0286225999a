"""What reloading a pack would change, and what it leaves to the desk: a three-way comparison.

For each object: what the pack said last time (*before*), what the database holds (*live*), what the pack says now
(*now*). The pack changes a field only where the live value is still the one it loaded itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]
Objects = Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class Change:
    """One object's difference: ``fields`` maps a field to its value before and after (None: no such object)."""

    kind: str
    key: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Difference:
    """The whole difference; ``kept`` is what the desk edited and the pack would have overwritten."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether loading the pack would change nothing."""
        return not (self.added or self.changed or self.removed)


def compare(kind: str, *, before: Objects, live: Objects, now: Objects) -> Difference:
    """The difference for one kind of object; all values are plain JSON."""
    found = Difference()
    for key in now:
        _present(found, kind, key, before.get(key), live.get(key), now[key])
    for key in before.keys() - now.keys():
        _absent(found, kind, key, before[key], live.get(key))
    return found


def _present(
    found: Difference, kind: str, key: str, before: Values | None, live: Values | None, now: Values
) -> None:
    if live is None:
        # Never loaded: new. Loaded once and gone: the desk removed it, and that stands.
        into = found.added if before is None else found.kept
        into.append(Change(kind, key, {name: (None, value) for name, value in now.items()}))
        return
    take: dict[str, tuple[Any, Any]] = {}
    keep: dict[str, tuple[Any, Any]] = {}
    for name, value in now.items():
        held = live.get(name)
        if held == value:
            continue
        loaded = (before or {}).get(name, _NEVER)
        (take if held == loaded else keep)[name] = (held, value)
    if take:
        found.changed.append(Change(kind, key, take))
    if keep:
        found.kept.append(Change(kind, key, keep))


def _absent(found: Difference, kind: str, key: str, before: Values, live: Values | None) -> None:
    if live is None:
        return
    edited = {name: (live.get(name), None) for name, value in before.items() if live.get(name) != value}
    if edited:
        found.kept.append(Change(kind, key, edited))
    else:
        found.removed.append(Change(kind, key, {name: (value, None) for name, value in before.items()}))


_NEVER = object()
