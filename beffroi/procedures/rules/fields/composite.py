"""Questions with several inputs: a date in three boxes, an address, a place, a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext

from beffroi.procedures.rules import days
from beffroi.procedures.rules.schema import Field

from .base import FieldType, FieldView, Invalid, Raw, View


def read_date(name: str, raw: Raw) -> str:
    """The ISO day typed in the three boxes of a name, or empty. Raises Invalid."""
    typed = [raw.one(f"{name}-{part}") for part in ("day", "month", "year")]
    if not any(typed):
        return ""
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in typed) or len(typed[2]) != 4:
        raise Invalid(gettext("Indiquez le jour, le mois et l’année en chiffres, par exemple 27 3 1987."))
    try:
        return date(int(typed[2]), int(typed[1]), int(typed[0])).isoformat()
    except ValueError:
        raise Invalid(
            gettext("Cette date n’existe pas. Vérifiez le jour et le mois, par exemple 27 3 1987.")
        ) from None


def date_parts(name: str, value: str, raw: Raw | None, autocomplete: str = "") -> tuple[FieldView, ...]:
    """The three boxes of a date."""
    found = days.parse(value or "")
    kept = (str(found.day), str(found.month), str(found.year)) if found else ("", "", "")
    labels = (gettext("Jour"), gettext("Mois"), gettext("Année"))
    return tuple(
        FieldView(
            name=f"{name}-{part}",
            type="text",
            label=label,
            value=raw.one(f"{name}-{part}") if raw else before,
            inputmode="numeric",
            width="4" if part == "year" else "2",
            max_length=4 if part == "year" else 2,
            autocomplete=f"{autocomplete}-{part}" if autocomplete == "bday" else autocomplete,
        )
        for part, label, before in zip(("day", "month", "year"), labels, kept, strict=True)
    )


class DateField(FieldType):
    """A day, in three boxes."""

    name: ClassVar[str] = "date"
    purpose: ClassVar[str] = "A day, typed in three boxes; expressions see ISO text."
    keys: ClassVar[frozenset[str]] = frozenset({"past", "future"})

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> str:
        day = read_date(field.name, raw)
        if day:
            self.recheck(field, day, view)
        return day

    def recheck(self, field: Field, value: Any, view: View) -> None:
        if field.past and value > view.today:
            raise Invalid(gettext("Indiquez une date passée, par exemple 27 3 1987."))
        if field.future and value < view.today:
            raise Invalid(gettext("Indiquez une date à venir."))

    def fits(self, value: Any) -> bool:
        return isinstance(value, str) and days.parse(value) is not None

    def display(self, field: Field, value: Any, view: View) -> str:
        return days.plain_day(value, view.language)

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        parts = date_parts(field.name, value or "", raw, field.autocomplete)
        return {"value": value or "", "parts": parts}

    def missing(self) -> str:
        return gettext("Indiquez une date, par exemple 27 3 1987.")

    def problems(self, field: Field) -> list[tuple[str, str]]:
        if field.past and field.future:
            return [("une date ne peut être à la fois passée et à venir.", "Gardez « past » ou « future ».")]
        return []

    def samples(self, field: Field) -> list[Any]:
        return ["1987-03-27"]


_ADDRESS = ("street", "number", "box", "postcode", "municipality")
_PLACE = ("street", "number", "postcode", "municipality", "detail", "latitude", "longitude")
#: The parts of a point, each with the most degrees it may have.
_POINT = {"latitude": 90, "longitude": 180}
_MODES = dict.fromkeys(_POINT, "decimal")
_TOKENS = {"street": "address-line1", "postcode": "postal-code", "municipality": "address-level2"}
_WIDTHS = {"number": "4", "box": "4", "postcode": "10", "latitude": "10", "longitude": "10"}


class AddressField(FieldType):
    """An address; the number and the box are text (« 12A », « bte 3 »)."""

    name: ClassVar[str] = "address"
    purpose: ClassVar[str] = (
        "An address: `.street`, `.number`, `.box`, `.postcode`, `.municipality`, all text."
    )
    empty: ClassVar[Any] = dict.fromkeys(_ADDRESS, "")
    #: The parts that may stay empty.
    optional: ClassVar[frozenset[str]] = frozenset({"box"})

    def fits(self, value: Any) -> bool:
        return isinstance(value, dict) and set(value) == set(self.empty) and _all_text(value)

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> dict[str, str]:
        found = {part: " ".join(raw.one(f"{field.name}-{part}").split())[:120] for part in self.empty}
        if any(found.values()):
            self._refuse_half(found)
        return found

    def _refuse_half(self, found: dict[str, str]) -> None:
        """Raise Invalid for an address that nobody would find."""
        absent = [part for part in self.empty if part not in self.optional and not found[part]]
        if absent:
            names = ", ".join(_ADDRESS_LABELS[part]().lower() for part in absent)
            raise Invalid(gettext("Complétez l’adresse : %(parts)s.") % {"parts": names})
        if found["postcode"] and not re.fullmatch(r"[0-9A-Za-z][-0-9A-Za-z ]{1,11}", found["postcode"]):
            raise Invalid(gettext("Indiquez un code postal, par exemple 1300."))

    def display(self, field: Field, value: Any, view: View) -> str:
        return ", ".join(address_lines(value))

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        kept = value or self.empty
        parts = tuple(
            FieldView(
                name=f"{field.name}-{part}",
                type="text",
                label=self._label(part),
                value=raw.one(f"{field.name}-{part}") if raw else kept.get(part, ""),
                required=part not in self.optional,
                autocomplete=_TOKENS.get(part, "")
                if field.autocomplete == "street-address"
                else field.autocomplete,
                inputmode=_MODES.get(part, ""),
                width=_WIDTHS.get(part, ""),
                max_length=120,
            )
            for part in self.empty
        )
        return {"value": kept, "parts": parts}

    def _label(self, part: str) -> str:
        said = _ADDRESS_LABELS[part]()
        return gettext("%(label)s (facultatif)") % {"label": said} if part in self.optional else said

    def missing(self) -> str:
        return gettext("Indiquez une adresse complète.")

    def samples(self, field: Field) -> list[Any]:
        return [{"street": "Rue", "number": "1", "box": "", "postcode": "1300", "municipality": "Commune"}]


class PlaceField(AddressField):
    """A place: an address typed, or a point in degrees; one of them is enough."""

    name: ClassVar[str] = "place"
    purpose: ClassVar[str] = (
        "A place: `.street`, `.number`, `.postcode`, `.municipality`, `.detail`, and `.latitude`, `.longitude` in"
        " degrees, all text. The street and the municipality are enough; so is the point."
    )
    empty: ClassVar[Any] = dict.fromkeys(_PLACE, "")
    optional: ClassVar[frozenset[str]] = frozenset(_PLACE) - {"street", "municipality"}

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> dict[str, str]:
        found = super().clean(field, raw, view, before)
        return {**found, **{part: _degrees(found[part], most) for part, most in _POINT.items()}}

    def _refuse_half(self, found: dict[str, str]) -> None:
        point = [_degrees(found[part], most) for part, most in _POINT.items()]
        if any(point) and not all(point):
            raise Invalid(gettext("Indiquez la latitude et la longitude, ou aucune des deux."))
        if not all(point) or found["street"]:
            super()._refuse_half(found)

    def display(self, field: Field, value: Any, view: View) -> str:
        point = ", ".join(filter(None, (value["latitude"], value["longitude"])))
        lines = (*address_lines({**value, "box": ""}), value["detail"], point)
        return ", ".join(line.strip() for line in lines if line.strip())

    def _label(self, part: str) -> str:
        return _ADDRESS_LABELS[part]() if part in _POINT else super()._label(part)

    def missing(self) -> str:
        return gettext("Dites où : indiquez au moins la rue et la localité.")

    def samples(self, field: Field) -> list[Any]:
        typed = {"street": "Rue", "number": "1", "postcode": "1300", "municipality": "Commune", "detail": ""}
        return [{**typed, "latitude": "50.71684", "longitude": "4.60138"}]


def _degrees(typed: str, most: int) -> str:
    """Degrees as text, with a point and five figures at most, which is a metre. Raises Invalid."""
    match = re.fullmatch(r"(-?[0-9]{1,3})(?:[.,]([0-9]{1,15}))?°?", typed.replace(" ", ""))
    if not typed:
        return ""
    if match is None or abs(int(match[1])) + bool((match[2] or "").strip("0")) > most:
        raise Invalid(gettext("Indiquez la position en degrés, par exemple 50,71684 et 4,60138."))
    return f"{int(match[1])}.{(match[2] or '0')[:5]}" if match[1] != "-0" else f"-0.{(match[2] or '0')[:5]}"


def address_lines(value: dict[str, str]) -> list[str]:
    """An address as it is written on an envelope, in two lines."""
    box = gettext("boîte %(box)s") % {"box": value["box"]} if value["box"] else ""
    return [
        " ".join(filter(None, (value["street"], value["number"], box))),
        f"{value['postcode']} {value['municipality']}",
    ]


_ADDRESS_LABELS: dict[str, Callable[[], str]] = {
    "street": lambda: gettext("Rue"),
    "number": lambda: gettext("Numéro"),
    "box": lambda: gettext("Boîte"),
    "postcode": lambda: gettext("Code postal"),
    "municipality": lambda: gettext("Localité"),
    "detail": lambda: gettext("Précisions sur l’endroit"),
    "latitude": lambda: gettext("Latitude"),
    "longitude": lambda: gettext("Longitude"),
}


_PERSON = ("given_names", "family_name", "birth_date")


class PersonField(FieldType):
    """A person: given names, family name, birth date."""

    name: ClassVar[str] = "person"
    purpose: ClassVar[str] = "A person: `.given_names`, `.family_name`, `.birth_date`."
    empty: ClassVar[Any] = dict.fromkeys(_PERSON, "")

    def fits(self, value: Any) -> bool:
        return isinstance(value, dict) and set(value) == set(_PERSON) and _all_text(value)

    def clean(self, field: Field, raw: Raw, view: View, before: Any = None) -> dict[str, str]:
        names = {part: " ".join(raw.one(f"{field.name}-{part}").split())[:120] for part in _PERSON[:2]}
        birth = read_date(f"{field.name}-birth_date", raw)
        if not any(names.values()) and not birth:
            return dict(self.empty)
        if not all(names.values()) or not birth:
            raise Invalid(gettext("Indiquez le prénom, le nom et la date de naissance."))
        if birth > view.today:
            raise Invalid(gettext("Indiquez une date de naissance passée, par exemple 27 3 1987."))
        return {**names, "birth_date": birth}

    def display(self, field: Field, value: Any, view: View) -> str:
        name = f"{value['given_names']} {value['family_name']}"
        birth = value["birth_date"]
        if not birth:
            return name
        return gettext("%(name)s, %(day)s") % {"name": name, "day": days.plain_day(birth, view.language)}

    def shown(self, field: Field, value: Any, raw: Raw | None, view: View) -> dict[str, Any]:
        kept = value or self.empty
        own = field.autocomplete == "name"
        tokens = {"given_names": "given-name", "family_name": "family-name"} if own else {}
        labels = {"given_names": gettext("Prénom(s)"), "family_name": gettext("Nom de famille")}
        names = tuple(
            FieldView(
                name=f"{field.name}-{part}",
                type="text",
                label=label,
                value=raw.one(f"{field.name}-{part}") if raw else kept.get(part, ""),
                required=True,
                autocomplete=tokens.get(part, "") if own else field.autocomplete,
                max_length=120,
            )
            for part, label in labels.items()
        )
        boxes = f"{field.name}-birth_date"
        birth = FieldView(
            name=boxes,
            type="date",
            label=gettext("Date de naissance"),
            example="27 3 1987",
            required=True,
            value=kept.get("birth_date", ""),
            parts=date_parts(boxes, kept.get("birth_date", ""), raw, "bday" if own else field.autocomplete),
        )
        return {"value": kept, "parts": (*names, birth)}

    def missing(self) -> str:
        return gettext("Indiquez le prénom, le nom et la date de naissance.")

    def samples(self, field: Field) -> list[Any]:
        return [{"given_names": "Alix", "family_name": "Exemple", "birth_date": "1987-03-27"}]


def _all_text(value: dict[str, Any]) -> bool:
    return all(isinstance(part, str) for part in value.values())
