"""Amounts of money: exact decimals in euro, never floating point."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in euro, rounded half up to the cent at construction."""

    amount: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError("Money takes a Decimal: floats lose cents")
        if not self.amount.is_finite():
            raise ValueError(f"{self.amount} is no amount")
        # Adding nothing takes the sign off a zero: no one owes "-0,00 €".
        object.__setattr__(self, "amount", self.amount.quantize(_CENT, ROUND_HALF_UP) + 0)

    @classmethod
    def from_cents(cls, cents: int) -> Money:
        """Money from whole euro cents (the unit of amounts in package expressions)."""
        return cls(Decimal(cents) / 100)

    @property
    def cents(self) -> int:
        """Whole euro cents."""
        return int(self.amount * 100)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - other.amount)

    def __mul__(self, times: int) -> Money:
        return Money(self.amount * times)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        """As people in Wallonia write it: ``1 234,50 €``, the spaces being no-break ones."""
        text = f"{self.amount:,.2f}".replace(",", "\u202f").replace(".", ",")
        return f"{text}\u00a0€"


ZERO = Money(Decimal(0))


def iban_in_fours(number: str) -> str:
    """An account number as a bank prints it, on one line: ``BE71 0961 2345 6769``."""
    return "\u00a0".join(re.findall(".{1,4}", number.replace(" ", "")))
