"""Which amounts of the commune end soon, with nothing after them."""

from __future__ import annotations

from beffroi.lib import clock
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.ending import Ending, endings

from .references import held_rows
from .shelf import dated_options, definitions_in_force


def endings_of(definition: Definition) -> list[Ending]:
    """What a version reads as amounts and that ends within sixty days, or has ended; only of values that are kept."""
    rows = held_rows(definition.slug).own if definition.references else ()
    return endings(definition, dated_options(definition.slug), rows, clock.today())


def endings_in_force() -> list[tuple[str, Ending]]:
    """The same of every procedure, with its short name, the first to end first."""
    found = [(slug, one) for slug, definition in definitions_in_force() for one in endings_of(definition)]
    return sorted(found, key=lambda pair: (pair[1].last_day, pair[0], pair[1].key, pair[1].value))
