"""What the engines need to know of the commune."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from django.db import connection

from beffroi.procedures.rules.context import FormContext
from beffroi.territory import queries as territory

_KEPT_SECONDS = 30.0


@dataclass(slots=True)
class _Kept:
    postcodes: frozenset[str] = frozenset()
    until: float = 0.0


_kept = _Kept()


def local_postcodes() -> frozenset[str]:
    """The postal codes of the home commune; outside a transaction kept for half a minute in each process."""
    if connection.in_atomic_block:
        return _read()
    if time.monotonic() > _kept.until:
        _kept.postcodes, _kept.until = _read(), time.monotonic() + _KEPT_SECONDS
    return _kept.postcodes


def _read() -> frozenset[str]:
    return frozenset(territory.sections().values_list("postal_code", flat=True))


def with_commune(context: FormContext) -> FormContext:
    """The context, with the commune's postal codes where they are not given."""
    if context.local_postcodes is not None:
        return context
    return replace(context, local_postcodes=local_postcodes())
