"""National and bis numbers: reading, checking, masking, and making numbers that belong to nobody."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from stdnum.be import bis, nn
from stdnum.exceptions import ValidationError

from beffroi.lib.refusals import Refusal

#: Counters that are never given out: a number with one of them passes the check and belongs to nobody.
FICTIONAL_COUNTERS = (998, 999)
#: Eleven digits, with any separators; stdnum would make a number of thousands of them.
_LONGEST_TYPED = 40


class InvalidNationalNumber(Refusal):
    """Not a national number, nor a bis number."""

    message = _(
        "Ce numéro de registre national n’est pas correct. Vous le trouvez au verso de votre carte d’identité ; "
        "il compte onze chiffres, par exemple 85.07.30-999.32."
    )


class NotFictional(Refusal):
    """A demonstration was given a number that somebody may have."""

    message = _(
        "Ceci est une démonstration : elle n’accepte que des numéros fictifs, "
        "dont le compteur est 998 ou 999 (par exemple 85.07.30-999.32)."
    )


def normalise(typed: str) -> str:
    """The eleven digits of what somebody typed, with or without separators.

    Accepts national numbers (a 2 is put before the first nine digits for births from 2000, months and days may be
    00) and bis numbers (month + 20 or + 40). Raises InvalidNationalNumber.
    """
    if len(typed) > _LONGEST_TYPED:
        raise InvalidNationalNumber
    for kind in (nn, bis):
        try:
            return str(kind.validate(typed))
        except ValidationError:
            continue
    raise InvalidNationalNumber


def is_fictional(number: str) -> bool:
    """Whether eleven digits carry a counter that is never given out."""
    return int(number[6:9]) in FICTIONAL_COUNTERS


def masked(number: str) -> str:
    """What a screen may show of eleven digits: the check digits only, ``**.**.**-***.28``."""
    return f"**.**.**-***.{number[-2:]}"


def fictional_number(birth: date, counter: int) -> str:
    """The number of a fictional person. Raises ValueError for a counter that a real person may have."""
    if counter not in FICTIONAL_COUNTERS:
        raise ValueError(f"counter {counter} may belong to somebody")
    nine = f"{birth:%y%m%d}{counter}"
    dividend = int(f"2{nine}") if birth.year >= 2000 else int(nine)
    return f"{nine}{97 - dividend % 97:02d}"
