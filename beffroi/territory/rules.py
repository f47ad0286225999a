"""Names folded for look-up, and the rows that a loader brings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


def fold(text: str) -> str:
    """A name as it is looked up: lower case, no accents, one space for anything that is not a letter or a digit.

    ``Rue de l’Église`` and ``rue de l'eglise`` fold to the same ``rue de l eglise``.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return re.sub(r"[\W_]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality under one NIS code; ``home``: the commune of this house, or a code it had before a merger."""

    nis: str
    name: str
    province: str
    valid_from: date
    valid_to: date | None
    home: bool


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of the home municipality."""

    name: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street of one section of the home municipality."""

    section: str
    name: str


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school site with all types of teaching given there."""

    fase_site: str
    fase_school: str
    name: str
    network: str
    organiser: str
    types: tuple[str, ...]
    levels: tuple[str, ...]
    address: str
    postal_code: str
    locality: str
    latitude: float | None
    longitude: float | None
