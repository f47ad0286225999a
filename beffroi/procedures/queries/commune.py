"""What the engines need to know of the commune."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from beffroi.lib.kept import Kept
from beffroi.people import queries as people
from beffroi.procedures.rules.context import FormContext, no_controller, nowhere
from beffroi.procedures.rules.days import never_closed
from beffroi.procedures.rules.definition import Definition
from beffroi.territory import queries as territory

from .references import references_of


def local_postcodes() -> frozenset[str]:
    """The postal codes of the home commune, kept for half a minute in each process."""
    return _kept()


def _read() -> frozenset[str]:
    return frozenset(territory.sections().values_list("postal_code", flat=True))


_kept = Kept(_read, seconds=30.0)


def with_commune(context: FormContext, definition: Definition) -> FormContext:
    """The context with the commune's postcodes, closing days, name and rows of reference tables where not given."""
    if context.local_postcodes is nowhere:
        context = replace(context, local_postcodes=cache(local_postcodes))
    if context.references is None:
        context = replace(context, references=references_of(definition, context.today))
    if context.controller is no_controller:
        context = replace(context, controller=controller)
    return replace(context, closed=people.closing_days) if context.closed is never_closed else context


def controller() -> str:
    """The commune and where to reach it; nothing before one is loaded."""
    try:
        commune = people.organisation()
    except people.NoOrganisation:
        return ""
    ways = (*commune.contact.get("address", []), commune.contact.get("email", ""))
    return ", ".join(filter(None, (commune.name, *ways)))
