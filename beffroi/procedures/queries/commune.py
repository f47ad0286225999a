"""What the engines need to know of the commune."""

from __future__ import annotations

from dataclasses import replace

from beffroi.lib.kept import Kept
from beffroi.people import queries as people
from beffroi.procedures.rules.context import FormContext
from beffroi.procedures.rules.days import never_closed
from beffroi.territory import queries as territory


def local_postcodes() -> frozenset[str]:
    """The postal codes of the home commune, kept for half a minute in each process."""
    return _kept()


def _read() -> frozenset[str]:
    return frozenset(territory.sections().values_list("postal_code", flat=True))


_kept = Kept(_read, seconds=30.0)


def with_commune(context: FormContext) -> FormContext:
    """The context, with the commune's postal codes and closing days where they are not given."""
    if context.local_postcodes is None:
        context = replace(context, local_postcodes=local_postcodes())
    return replace(context, closed=people.closing_days) if context.closed is never_closed else context
