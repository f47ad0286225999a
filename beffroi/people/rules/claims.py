"""What a trusted source says of the person behind an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class IdentityClaims:
    """An identity proved by eID, itsme or an agent; the number does not show in a ``repr``.

    ``birth_date`` is None when the source does not give it: it is never read off the number (domain notes, 5.3).
    """

    national_number: str = field(repr=False)
    given_names: str
    family_name: str
    birth_date: date | None
    method: str
    level: int
