"""What the form engine is told about who asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from .days import Closed, never_closed
from .schema import RowRecord

#: The rows of reference tables that may be chosen: by table, then by value, in their order.
References = Mapping[str, Mapping[str, RowRecord]]

#: The postal codes of the commune, asked where somebody’s residence counts.
Postcodes = Callable[[], Collection[str]]


def nowhere() -> Collection[str]:
    """Nobody said where the commune is: its address makes nobody a resident."""
    return ()


def no_controller() -> str:
    """Nobody said who answers for the data."""
    return ""


@dataclass(frozen=True, kw_only=True)
class FormContext:
    """Everything beside the answers that a form depends on.

    ``profile`` holds first values by source (``account``, ``eid``, ``register``), each a mapping of ``family_name``,
    ``given_names``, ``birth_date`` (ISO), ``national_number`` (its reference), ``email``, ``telephone``, ``address``.
    ``keep_number`` puts a national number away and gives its reference; ``mask_number`` shows one from its reference.
    ``closed`` gives the days on which the commune does not work, when a period is counted.
    ``references`` are the rows in force that day, or those kept with a case; None: not told yet.
    ``controller`` says who answers for the data: the commune and where to reach it.
    ``resident`` decides where it is known; otherwise the postcode of the address does, by ``local_postcodes``.
    """

    today: date
    level: int = 0
    language: str = "fr"
    options: Mapping[str, Any] = field(default_factory=dict)
    references: References | None = None
    profile: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    resident: bool | None = None
    local_postcodes: Postcodes = nowhere
    closed: Closed = never_closed
    controller: Callable[[], str] = no_controller
    audience: Literal["public", "agent"] = "public"
    keep_number: Callable[[str], str] | None = None
    mask_number: Callable[[str], str] | None = None
    file_names: Mapping[str, str] = field(default_factory=dict)
