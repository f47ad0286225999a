"""Cases of other procedures that a circuit opens: which, and with which answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from .definition import Definition, type_of
from .graph import reachable

#: The block that opens one.
OPENS: Final = "cases.open_linked"

#: What is known of another procedure, by its short name; None: nothing.
Others = Callable[[str], Definition | None]


def alone(_slug: str) -> None:
    """Nothing is known of any other procedure."""


def opens(definition: Definition) -> list[str]:
    """The short names of the procedures of which a circuit opens cases."""
    found = [str(call.args.get("procedure", "")) for _, call in definition.calls() if call.block == OPENS]
    return sorted(set(found))


def comes_back(definition: Definition, slug: str, others: Others) -> bool:
    """Whether a case of another procedure may open one of this procedure again, itself or through those it opens."""
    leads: dict[str, list[str]] = {}
    todo = [slug]
    while todo:
        name = todo.pop()
        if name in leads:
            continue
        known = definition if name == definition.slug else others(name)
        leads[name] = opens(known) if known else []
        todo += leads[name]
    return definition.slug in reachable([slug], leads)


def fitting(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of some values may answer a form: each by the name and of the type of a question; files stay behind."""
    fields = definition.fields
    return {
        name: value
        for name, value in values.items()
        if name in fields and may_be_given(fields[name].type) and type_of(fields[name]).fits(value)
    }


def may_be_given(kind: str) -> bool:
    """Whether another circuit may answer a question of this type: a file belongs to the case it was given to, and a
    declaration to whoever makes it."""
    return kind not in ("file", "computed", "declaration", "heading", "note", "slot")
