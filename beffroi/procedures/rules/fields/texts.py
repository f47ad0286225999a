"""Texts: a line, several lines, an e-mail address, a telephone number."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from beffroi.procedures.rules.schema import Field

from .base import FieldType, Invalid, Raw, View


class TextField(FieldType):
    """A line of text."""

    name: ClassVar[str] = "text"
    purpose: ClassVar[str] = "A line of text, 200 characters unless `max_length` says otherwise."
    keys: ClassVar[frozenset[str]] = frozenset({"max_length", "digits"})
    limit: ClassVar[int] = 200

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> str:
        text = self.normal(raw.one(field.name))
        most = field.max_length or self.limit
        if len(text) > most:
            message = gettext("Écrivez au plus %(most)d signes : il y en a %(count)d.")
            raise Invalid(message % {"most": most, "count": len(text)})
        if text and field.digits:
            return self._figures(text)
        return text

    def _figures(self, text: str) -> str:
        figures = re.sub(r"[ .\-/]", "", text)
        if not re.fullmatch(r"[0-9]+", figures):
            raise Invalid(gettext("Écrivez des chiffres seulement, par exemple 1300."))
        return figures

    def normal(self, text: str) -> str:
        """One line, single blanks."""
        return " ".join(text.split())

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        typed = {"inputmode": "numeric"} if field.digits else {}
        return {
            **super().shown(field, value, raw, view),
            "max_length": field.max_length or self.limit,
            **typed,
        }

    def missing(self) -> str:
        return gettext("Écrivez une réponse.")

    def samples(self, field: Field) -> list[Any]:
        return ["0012"] if field.digits else super().samples(field)


class LongTextField(TextField):
    """Several lines of text."""

    name: ClassVar[str] = "long_text"
    purpose: ClassVar[str] = "Several lines of text, 4,000 characters unless `max_length` says otherwise."
    keys: ClassVar[frozenset[str]] = frozenset({"max_length"})
    limit: ClassVar[int] = 4000

    def normal(self, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n")


class EmailField(FieldType):
    """An e-mail address."""

    name: ClassVar[str] = "email"
    purpose: ClassVar[str] = "An e-mail address."

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> str:
        text = raw.one(field.name).replace(" ", "")
        if not text:
            return ""
        try:
            validate_email(text)
        except ValidationError:
            raise Invalid(
                gettext("Indiquez une adresse e-mail complète, par exemple nom@exemple.be.")
            ) from None
        return text

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        return {**super().shown(field, value, raw, view), "inputmode": "email", "max_length": 254}

    def missing(self) -> str:
        return gettext("Indiquez votre adresse e-mail, par exemple nom@exemple.be.")

    def samples(self, field: Field) -> list[Any]:
        return ["nom@exemple.be"]


class TelephoneField(FieldType):
    """A telephone number, kept as people write it."""

    name: ClassVar[str] = "telephone"
    purpose: ClassVar[str] = "A telephone number, Belgian or foreign."

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> str:
        text = " ".join(raw.one(field.name).split())
        if not text:
            return ""
        digits = re.sub(r"\D", "", text)
        if not re.fullmatch(r"[-+0-9 ./()]+", text) or not 8 <= len(digits) <= 15:
            raise Invalid(gettext("Indiquez un numéro de téléphone, par exemple 0470 12 34 56."))
        return text

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        return {**super().shown(field, value, raw, view), "inputmode": "tel", "max_length": 30, "width": "20"}

    def missing(self) -> str:
        return gettext("Indiquez un numéro de téléphone, par exemple 0470 12 34 56.")

    def samples(self, field: Field) -> list[Any]:
        return ["0470 12 34 56"]
