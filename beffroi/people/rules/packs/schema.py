"""What a commune pack may say. Keys are English, texts are the commune’s own; all files are described here."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any, Literal, TypeVar

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from stdnum import iban
from stdnum.be import vat

Item = TypeVar("Item")

Language = Literal["fr", "nl", "de", "en"]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OPENING = re.compile(r"^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})( appointment)?$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


def _translated(value: Any) -> Any:
    return {"fr": value} if isinstance(value, str) else value


def _with_french(value: dict[Language, str]) -> dict[Language, str]:
    if not value.get("fr", "").strip():
        raise ValueError(_("le texte français (fr) manque."))
    return value


def _enterprise(value: str) -> str:
    if not vat.is_valid(value):
        raise ValueError(_("ce n’est pas un numéro d’entreprise (BCE) correct."))
    return str(vat.compact(value))


def _iban(value: str) -> str:
    if not iban.is_valid(value):
        raise ValueError(_("ce n’est pas un numéro de compte (IBAN) correct."))
    return str(iban.compact(value))


def _email(value: str) -> str:
    if value and not _EMAIL.match(value):
        raise ValueError(_("ce n’est pas une adresse e-mail correcte."))
    return value


def _unique(items: list[Item]) -> list[Item]:
    seen: set[str] = set()
    for item in items:
        slug = str(getattr(item, "slug", None) or getattr(item, "name", ""))
        if slug in seen:
            raise ValueError(_("« %(slug)s » est écrit deux fois.") % {"slug": slug})
        seen.add(slug)
    return items


Words = Annotated[dict[Language, str], BeforeValidator(_translated), AfterValidator(_with_french)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
Email = Annotated[str, AfterValidator(_email)]
Enterprise = Annotated[str, AfterValidator(_enterprise)]
Nis = Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
PostalCode = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{3}$")]
SeasonDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$", to_lower=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Strict):
    """One opening, written ``"9:00-12:00"`` or ``"13:30-16:00 appointment"``."""

    opens: time
    closes: time
    by_appointment: bool = False

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        found = _OPENING.match(value.strip())
        if not found:
            raise ValueError(_("écrivez les heures ainsi : « 9:00-12:00 » ou « 9:00-12:00 appointment »."))
        opens, closes = (part.zfill(5) for part in found.group(1, 2))
        return {"opens": opens, "closes": closes, "by_appointment": bool(found.group(3))}

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.closes <= self.opens:
            raise ValueError(_("l’heure de fermeture précède l’heure d’ouverture."))
        return self


class Week(_Strict):
    """The openings of each weekday; a day left out is closed."""

    monday: list[Span] = []
    tuesday: list[Span] = []
    wednesday: list[Span] = []
    thursday: list[Span] = []
    friday: list[Span] = []
    saturday: list[Span] = []
    sunday: list[Span] = []


class Season(_Strict):
    """A week that replaces the base one between two days of the year, both included (``07-01`` to ``08-31``)."""

    first: SeasonDay = Field(alias="from")
    last: SeasonDay = Field(alias="to")
    week: Week


class ExceptionDay(_Strict):
    """Other hours on one day; no hours means closed."""

    day: date
    hours: list[Span] = []
    reason: Words


class Opening(_Strict):
    """When people are received: base week, seasons, exceptions."""

    week: Week
    seasons: list[Season] = []
    exceptions: list[ExceptionDay] = []


class SectionEntry(_Strict):
    """A section (former commune) and its postal code."""

    name: Line
    postal_code: PostalCode


class FormerCode(_Strict):
    """A NIS code that the commune had before a merger."""

    nis: Nis
    name: Line
    valid_from: date
    valid_to: date


class Mediator(_Strict):
    """Whether the Médiateur of the Region may be seized against this commune (only by convention), and the words."""

    competent: bool
    text: Words


class BankAccount(_Strict):
    """The account that fees are paid to; ``reference_line``: where a QR code carries the communication (10 or 11)."""

    name: Line
    iban: Annotated[str, AfterValidator(_iban)]
    reference_line: Literal[10, 11] = 10


class Contact(_Strict):
    """How to reach and pay the commune as a whole. ``fictional``: telephone, e-mail and account are invented."""

    address: list[Line] = Field(min_length=1)
    phone: str = ""
    email: Email = ""
    website: str = ""
    account: BankAccount
    fictional: bool = False


class Point(_Strict):
    """A counter, building or line where people reach the commune."""

    slug: Slug
    name: Words
    department: Slug | None = None
    address: list[Line] = []
    phone: str = ""
    email: Email = ""
    access: Words | None = None
    fictional: bool = False


class Attribution(_Strict):
    """Where facts of the pack come from, under which licence; shown on the site."""

    text: Line
    licence: str = ""
    url: str = ""

    def __str__(self) -> str:
        return " · ".join(part for part in (self.text, self.licence, self.url) if part)


class Commune(_Strict):
    """``commune.yaml``: who the commune is."""

    slug: Slug
    name: Line
    short_name: Line
    nis: Nis
    nis_valid_from: date = date(2019, 1, 1)
    former_codes: list[FormerCode] = []
    bce: Enterprise
    province: Line
    languages: list[Language] = Field(min_length=1)
    demonstration: bool = False
    banner: Words | None = None
    mediator: Mediator
    sections: Annotated[list[SectionEntry], AfterValidator(_unique)] = Field(min_length=1)
    contact: Contact
    logo_text: Words
    opening: Opening
    points: Annotated[list[Point], AfterValidator(_unique)] = []
    attribution: list[Attribution] = []

    @field_validator("languages")
    @classmethod
    def _french_first(cls, value: list[Language]) -> list[Language]:
        if "fr" not in value:
            raise ValueError(_("le français (fr) doit être dans la liste."))
        return value

    @model_validator(mode="after")
    def _says_so(self) -> Commune:
        if self.demonstration and self.banner is None:
            raise ValueError(_("une démonstration porte un bandeau (banner) qui le dit."))
        return self


class DepartmentEntry(_Strict):
    """One department (*service communal*)."""

    slug: Slug
    name: Words
    summary: Words
    email: Email = ""
    phone: str = ""
    keeps_register: bool = False
    opening: Opening | None = None


class Departments(_Strict):
    """``departments.yaml``."""

    departments: Annotated[list[DepartmentEntry], AfterValidator(_unique)] = Field(min_length=1)


class Theme(_Strict):
    """``theme.yaml``: the colours of the commune, ``#rrggbb``. The house computes every other shade."""

    brand: Colour
    brand_text: Colour
    action: Colour
    accent: Colour


class StreetRow(_Strict):
    """A line of ``streets.csv``."""

    street: Line
    section: Line
    source: str = ""


class SchoolRow(_Strict):
    """A line of ``schools.csv``: one site and one type of teaching, with the columns of the public list."""

    fase_etablissement: Line
    nom: Line
    type_enseignement: str
    niveau: str
    reseau: str
    fase_implantation: Line
    adresse: Line
    code_postal: PostalCode
    localite: Line
    lat: float | None
    lon: float | None
    nom_po: str

    @field_validator("lat", "lon", mode="before")
    @classmethod
    def _empty_is_unknown(cls, value: Any) -> Any:
        return value or None


class HolidayRow(_Strict):
    """A line of ``holidays.csv``: a day on which the offices are closed."""

    day: date
    label: Line
    source: Line


class MunicipalityRow(_Strict):
    """A line of ``references/municipalities.csv``."""

    nis: Nis
    name: Line
    province: Line
    valid_from: date
    valid_to: date | None

    @field_validator("valid_to", mode="before")
    @classmethod
    def _empty_is_open(cls, value: Any) -> Any:
        return value or None


class Pack(_Strict):
    """A whole pack, read and coherent."""

    commune: Commune
    departments: list[DepartmentEntry]
    theme: Theme
    logo: str
    streets: list[StreetRow]
    schools: list[SchoolRow]
    holidays: list[HolidayRow]


class Reference(_Strict):
    """What all packs share: the municipalities, with the validity of their codes."""

    municipalities: list[MunicipalityRow]
