"""Whole numbers and amounts."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from django.utils.translation import gettext

from beffroi.lib.money import Money
from beffroi.procedures.rules.schema import Field

from .base import FieldType, Invalid, Raw, View

#: Figures in a row, or in threes behind a dot or a blank: "12.50" is no whole number.
_WHOLE: Final = re.compile(r"-?([0-9]{1,12}|[0-9]{1,3}([\s.][0-9]{3}){1,3})")


class NumberField(FieldType):
    """A whole number."""

    name: ClassVar[str] = "number"
    purpose: ClassVar[str] = "A whole number between `min` and `max`."
    empty: ClassVar[Any] = 0
    keys: ClassVar[frozenset[str]] = frozenset({"min", "max"})

    def is_empty(self, value: Any) -> bool:
        return value is None

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> int | None:
        text = raw.one(field.name).strip()
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise Invalid(gettext("Indiquez un nombre entier, par exemple 2."))
        return self._within(field, int(re.sub(r"[\s.]", "", text)))

    def recheck(self, field: Field, value: Any, view: View) -> None:
        self._within(field, value)

    def _within(self, field: Field, number: int) -> int:
        if field.min is not None and number < field.min:
            raise Invalid(gettext("Indiquez %(least)s ou plus.") % {"least": self.said(field.min)})
        if field.max is not None and number > field.max:
            raise Invalid(gettext("Indiquez %(most)s ou moins.") % {"most": self.said(field.max)})
        return number

    def said(self, number: int) -> str:
        """The number as people write it."""
        return str(number)

    def display(self, field: Field, value: Any, view: View) -> str:
        return self.said(value)

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        text = raw.one(field.name) if raw else ("" if value is None else self.typed(value))
        return {"value": text, "inputmode": "numeric", "width": "4", "min": field.min, "max": field.max}

    def typed(self, number: int) -> str:
        """The number as a person would type it."""
        return str(number)

    def missing(self) -> str:
        return gettext("Indiquez un nombre, par exemple 1.")

    def problems(self, field: Field) -> list[tuple[str, str]]:
        if field.min is not None and field.max is not None and field.min > field.max:
            return [("« min » est plus grand que « max ».", "Échangez-les.")]
        return []

    def samples(self, field: Field) -> list[Any]:
        return [field.min or 0, field.max or 1]


class AmountField(NumberField):
    """An amount of money, kept in whole cents."""

    name: ClassVar[str] = "amount"
    purpose: ClassVar[str] = "An amount of money; expressions see whole cents."

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> int | None:
        text = re.sub(r"[\s€\u202f\u00a0]", "", raw.one(field.name))
        if not text:
            return None
        match = re.fullmatch(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?", text)
        if match is None:
            raise Invalid(gettext("Indiquez un montant en euros, par exemple 12,50."))
        return self._within(field, int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")))

    def said(self, number: int) -> str:
        return str(Money.from_cents(number))

    def typed(self, number: int) -> str:
        return f"{number // 100},{number % 100:02d}"

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        return {**super().shown(field, value, raw, view), "inputmode": "decimal", "width": "10"}

    def missing(self) -> str:
        return gettext("Indiquez un montant en euros, par exemple 12,50.")
