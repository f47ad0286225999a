"""Answers with a form of their own that can be checked: an account number, an enterprise number, a time of day."""

from __future__ import annotations

import re
from datetime import time
from typing import Any, ClassVar

from django.utils.translation import gettext
from stdnum import iban
from stdnum.be import vat
from stdnum.exceptions import ValidationError

from beffroi.procedures.rules.schema import Field

from .base import FieldType, Invalid, Raw, View

_LONGEST = 60
_TIME = re.compile(r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?(?::\d{2})?)?", re.ASCII)


class CodeField(FieldType):
    """What these types have in common: typed in many ways, kept in one form, said as on paper."""

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> str:
        typed = raw.one(field.name)
        if not typed:
            return ""
        try:
            if len(typed) > _LONGEST:
                raise ValidationError
            return self.normal(typed)
        except ValidationError:
            raise Invalid(self.missing()) from None

    def normal(self, typed: str) -> str:
        """The one form in which it is kept. Raises stdnum's ValidationError."""
        raise NotImplementedError

    def fits(self, value: Any) -> bool:
        try:
            return isinstance(value, str) and (not value or self.normal(value) == value)
        except ValidationError:
            return False

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        said = raw.one(field.name) if raw else self.display(field, value, view) if value else ""
        return {"value": said, "max_length": _LONGEST}


class IbanField(CodeField):
    """An account number (ISO 13616), Belgian or foreign, kept without spaces."""

    name: ClassVar[str] = "iban"
    purpose: ClassVar[str] = "An account number (IBAN), Belgian or foreign; its check digits are verified."

    def normal(self, typed: str) -> str:
        return str(iban.validate(typed))

    def display(self, field: Field, value: Any, view: View) -> str:
        return str(iban.format(value))

    def missing(self) -> str:
        return gettext("Indiquez un numéro de compte (IBAN), par exemple BE71 0961 2345 6769.")

    def samples(self, field: Field) -> list[Any]:
        return ["BE71096123456769"]


class EnterpriseNumberField(CodeField):
    """A Belgian enterprise number (*Code de droit économique*, art. III.17): ten digits, two of them checking."""

    name: ClassVar[str] = "enterprise_number"
    purpose: ClassVar[str] = "A Belgian enterprise number (BCE); its check digits are verified."

    def normal(self, typed: str) -> str:
        return str(vat.validate(typed))

    def display(self, field: Field, value: Any, view: View) -> str:
        return f"{value[:4]}.{value[4:7]}.{value[7:]}"

    def missing(self) -> str:
        return gettext("Indiquez les 10 chiffres du numéro d’entreprise, par exemple 0403.019.261.")

    def samples(self, field: Field) -> list[Any]:
        return ["0403019261"]


class TimeField(CodeField):
    """A time of day, ``HH:MM``."""

    name: ClassVar[str] = "time"
    purpose: ClassVar[str] = "A time of day, kept as `14:30`; texts of times compare in their order."

    def normal(self, typed: str) -> str:
        said = _TIME.fullmatch(typed)
        if said is None or int(said[1]) > 23 or int(said[2] or 0) > 59:
            raise ValidationError
        return f"{int(said[1]):02}:{said[2] or '00'}"

    def display(self, field: Field, value: Any, view: View) -> str:
        at = time.fromisoformat(value)
        return gettext("%(hour)s h %(minute)s") % {"hour": at.hour, "minute": f"{at.minute:02}"}

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        return FieldType.shown(self, field, value, raw, view)  # the browser's control wants it as it is kept

    def missing(self) -> str:
        return gettext("Indiquez une heure, par exemple 14:30.")

    def samples(self, field: Field) -> list[Any]:
        return ["08:30", "17:00"]
