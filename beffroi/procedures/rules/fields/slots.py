"""A slot of a venue: declared, so that packages can be written before the room of bookings stands."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext

from beffroi.procedures.rules.schema import Field

from .base import FieldType, Invalid, Raw, View


class SlotField(FieldType):
    """A slot of a venue. Nothing can be chosen before the room of bookings stands."""

    name: ClassVar[str] = "slot"
    purpose: ClassVar[str] = "A slot of a `venue`. *Not yet: its room does not stand.*"
    keys: ClassVar[frozenset[str]] = frozenset({"venue"})
    in_line: ClassVar[bool] = False
    awaits: ClassVar[str] = "les réservations"

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> str:
        if raw.one(field.name):
            raise Invalid(gettext("Ce créneau ne peut pas encore être réservé ici."))
        return ""

    def problems(self, field: Field) -> list[tuple[str, str]]:
        return [] if field.venue else [("le lieu manque.", "Nommez-le dans « venue ».")]
