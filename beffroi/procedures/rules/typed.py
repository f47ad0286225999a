"""Values of the four types that a commune sets (``amount`` in cents, ``number``, ``text``, ``yes_no``): whether one
fits, how a person types it, how what was typed is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext

from .fields.base import Invalid, Raw, View, clean_text
from .fields.numbers import AmountField, NumberField
from .schema import Field

TYPES: Final[Mapping[str, type]] = {"text": str, "number": int, "amount": int, "yes_no": bool}
#: The same for values that go to a service, or come from one.
TRAVELS: Final[Mapping[str, type]] = {"text": str, "number": int, "yes_no": bool, "date": str}
SAID: Final[Mapping[str, str]] = {
    "text": "un texte",
    "number": "un nombre entier",
    "amount": "un montant en cents entiers",
    "yes_no": "true ou false",
}
YES_NO: Final[Mapping[str, bool]] = {"oui": True, "non": False}
_NUMBERS: Final = {"number": NumberField(), "amount": AmountField()}
#: Reading a number needs nothing around it.
_NOBODY: Final = View(0, "fr", "", str, lambda field: (), lambda field, value: None)


def misfit(value: Any, kind: str) -> str:
    """Why a value is not of a type, in French, or empty."""
    if type(value) is not TYPES[kind]:
        return f"« {value} » n’est pas {SAID[kind]}."
    if kind == "amount" and isinstance(value, int) and value < 0:
        return "un montant ne peut être négatif."
    return ""


def read_typed(text: str, kind: str) -> int | bool | str | None:
    """What a person typed, in euros where it is an amount; None when nothing was. Raises Invalid."""
    text = clean_text(text)
    if kind == "text" or not text:
        return text or None
    if kind == "yes_no":
        if text.lower() not in YES_NO:
            raise Invalid(gettext("Écrivez oui ou non."))
        return YES_NO[text.lower()]
    return _NUMBERS[kind].clean(Field(name="cell", type=kind), Raw({"cell": [text]}), _NOBODY)


def typed(value: Any, kind: str) -> str:
    """A value as a person types it, which ``read_typed`` reads back; empty when it is not of the type."""
    if value is None or misfit(value, kind):
        return ""
    if kind == "yes_no":
        return "oui" if value else "non"
    return str(value) if kind == "text" else _NUMBERS[kind].typed(value)
