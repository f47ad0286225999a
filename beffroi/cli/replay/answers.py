"""What a fictional resident types on each page of the shipped procedures."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from io import BytesIO

from PIL import Image

from beffroi.cases.actions import Upload
from beffroi.lib import clock
from beffroi.people.queries import DemoResident

from .year import BIRTH, MARRIAGE, Request

Pages = Mapping[str, Mapping[str, Sequence[str]]]


def pages_of(request: Request, who: DemoResident, child: DemoResident | None) -> Pages:
    """The pages of a request, in order, as a browser sends them."""
    first = (
        _acts(request, who, child)
        if request.procedure in (BIRTH, MARRIAGE)
        else _certificates(request, child)
    )
    pages = {**first, "coordonnees": _contact(who), "remise": _delivery(request, who)}
    return {page: {name: [value] for name, value in values.items()} for page, values in pages.items()}


def files_of(page: str) -> dict[str, list[Upload]]:
    """The proof that an act about a child needs: a small picture of a paper."""
    return {"preuve": [Upload("carnet-de-mariage.jpg", BytesIO(_picture()))]} if page == "interet" else {}


@cache
def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (210, 297), "white").save(out, "JPEG")
    return out.getvalue()


def _certificates(request: Request, child: DemoResident | None) -> dict[str, dict[str, str]]:
    pages = {"pour_qui": {"pour_qui": "enfant" if child else "moi", "motif": request.motive}}
    return {**pages, "personne": _child(child)} if child else pages


def _acts(request: Request, who: DemoResident, child: DemoResident | None) -> dict[str, dict[str, str]]:
    if child and request.procedure == BIRTH:
        asked = {"relation": "representant", "motif": request.motive}
        return {"pour_qui": asked, "personne": _child(child), "interet": {}}
    pages = {"pour_qui": {"relation": "personne", "motif": request.motive}}
    if request.procedure == MARRIAGE:
        pages["mariage"] = _date("date_mariage", _wedding(request, who))
    return pages


def _wedding(request: Request, who: DemoResident) -> date:
    """At 26, or a little before the request."""
    return min(who.birth + timedelta(days=26 * 365), clock.day_of(request.at) - timedelta(days=20))


def _child(child: DemoResident) -> dict[str, str]:
    return {**_person("personne", child), "numero_personne": child.national_number}


def _contact(who: DemoResident) -> dict[str, str]:
    return {
        **_person("demandeur", who),
        "numero_national": who.national_number,
        "adresse-street": who.street,
        "adresse-number": who.house_number,
        "adresse-box": who.box,
        "adresse-postcode": who.postal_code,
        "adresse-municipality": who.locality,
        "courriel": f"{_plain(who.given_names)}.{_plain(who.family_name)}@demo.example",
    }


def _delivery(request: Request, who: DemoResident) -> dict[str, str]:
    answers = {"mode": request.mode, "exemplaires": "1"}
    if request.procedure in (BIRTH, MARRIAGE):
        answers |= {"lieu": who.locality, "forme": "extrait", "honneur": "yes"}
    return answers


def _person(field: str, who: DemoResident) -> dict[str, str]:
    return {
        f"{field}-given_names": who.given_names,
        f"{field}-family_name": who.family_name,
        **_date(f"{field}-birth_date", who.birth),
    }


def _date(field: str, day: date) -> dict[str, str]:
    return {f"{field}-day": str(day.day), f"{field}-month": str(day.month), f"{field}-year": str(day.year)}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.split()[0]).encode("ascii", "ignore").decode()
    return letters.lower().replace("'", "")
