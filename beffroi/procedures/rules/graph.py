"""What leads where, in any circuit of named places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def reachable(starts: Iterable[str], leads: Mapping[str, Iterable[str]]) -> set[str]:
    """The places to which some way leads from ``starts``, themselves among them; only those that ``leads`` knows."""
    reached: set[str] = set()
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name in leads and name not in reached:
            reached.add(name)
            todo += leads[name]
    return reached


def leading_to(ends: Iterable[str], leads: Mapping[str, Iterable[str]]) -> set[str]:
    """The places from which some way leads to one of ``ends``, themselves among them."""
    back: dict[str, list[str]] = {name: [] for name in leads}
    for name, onward in leads.items():
        for to in onward:
            if to in back:
                back[to].append(name)
    return reachable(ends, back)
