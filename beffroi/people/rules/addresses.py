"""A residence, as registers and certificates say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Residence:
    """A main residence and its dates; ``until`` is None for the present one. Numbers and boxes are text."""

    street: str
    house_number: str
    box: str
    postal_code: str
    locality: str
    nis: str
    since: date
    until: date | None = None

    @property
    def lines(self) -> tuple[str, str]:
        """The two lines of the address."""
        box = f" boîte {self.box}" if self.box else ""
        return f"{self.street} {self.house_number}{box}", f"{self.postal_code} {self.locality}"
