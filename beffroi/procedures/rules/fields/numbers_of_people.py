"""The national number: the answer is a reference; the number itself is handed to ``people`` and forgotten here."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.utils.translation import gettext

from beffroi.lib.refusals import Refusal
from beffroi.procedures.rules.schema import Field

from .base import FieldType, Invalid, Raw, View

_REFERENCE = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class NationalNumberField(FieldType):
    """A national number. Left blank, the one already on file is kept."""

    name: ClassVar[str] = "national_number"
    purpose: ClassVar[str] = (
        "A national number; the answer is a reference, the number itself never enters answers."
    )
    in_line: ClassVar[bool] = False

    def fits(self, value: Any) -> bool:
        return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> str:
        typed = raw.one(field.name)
        if not typed:
            return before or ""
        if not re.fullmatch(r"[0-9 .\-/]{11,20}", typed) or len(re.sub(r"\D", "", typed)) != 11:
            raise Invalid(
                gettext("Indiquez les 11 chiffres du numéro national, par exemple 85.07.30-033.28.")
            )
        if view.keep_number is None:
            raise Invalid(gettext("Ce numéro ne peut pas être enregistré ici."))
        try:
            return str(view.keep_number(re.sub(r"\D", "", typed)))
        except Refusal as refusal:
            raise Invalid(str(refusal)) from None

    def display(self, field: Field, value: Any, view: View) -> str:
        return self._masked(value, view)

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        return {
            "value": raw.one(field.name) if raw else "",
            "stored": self._masked(value, view) if value else "",
            "inputmode": "numeric",
            "width": "20",
            "max_length": 20,
        }

    def _masked(self, value: str, view: View) -> str:
        return view.mask_number(value) if view.mask_number else gettext("enregistré")

    def missing(self) -> str:
        return gettext("Indiquez les 11 chiffres du numéro national, par exemple 85.07.30-033.28.")

    def samples(self, field: Field) -> list[Any]:
        return ["00000000-0000-4000-8000-000000000000"]
