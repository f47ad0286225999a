"""Structured communications and the European QR code for transfers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import segno.helpers
from stdnum.be import ogm_vcs

from beffroi.lib.money import Money

#: Numbers available in one year.
LARGEST_NUMBER = 999_999

#: The line of the QR payload that carries the reference: 10 structured, 11 free text (EPC069-12).
ReferenceLine = Literal[10, 11]


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Whom the money goes to: name as the bank knows it, IBAN without spaces, and the switch of the QR code.

    The guideline speaks of ISO 11649 references in line 10; Belgian banks read the twelve digits there too. A
    commune whose bank does not sets ``reference_line`` to 11.
    """

    name: str
    iban: str
    reference_line: ReferenceLine = 10


def reference(year: int, number: int) -> str:
    """The twelve digits of the ``number``-th request of a year: year, six digits, check digits (97 for 00).

    Raises ValueError when the year or the number does not fit.
    """
    if not (1 <= number <= LARGEST_NUMBER and 1000 <= year <= 9999):
        raise ValueError(f"no reference for number {number} of year {year}")
    base = f"{year}{number:06d}"
    return base + str(ogm_vcs.calc_check_digits(base))


def displayed(digits: str) -> str:
    """As printed on a transfer: ``+++010/8068/17183+++``."""
    return f"+++{ogm_vcs.format(digits)}+++"


def epc_payload(beneficiary: Beneficiary, amount: Money, digits: str) -> str:
    """The text of the QR code for a transfer (EPC069-12, version 002): lines separated by line feeds.

    It is what ``epc_svg`` draws; a test holds the two together.
    """
    remittance = _remittance(beneficiary, digits)
    lines = [
        "BCD",
        "002",
        "1",  # UTF-8
        "SCT",
        "",  # no BIC within the European Economic Area
        beneficiary.name,
        beneficiary.iban,
        f"EUR{amount.amount:.2f}".rstrip("0").rstrip("."),
        "",  # no purpose code
        remittance.get("reference", ""),
        remittance.get("text", ""),
    ]
    return "\n".join(lines).rstrip("\n")


def epc_svg(beneficiary: Beneficiary, amount: Money, digits: str, title: str) -> str:
    """The QR code as SVG, within a page or as an image of its own, named by ``title`` for those who do not see it.

    Raises ValueError when a line is longer than the guideline allows (a name of more than 70 characters).
    """
    code = segno.helpers.make_epc_qr(
        beneficiary.name,
        beneficiary.iban,
        amount.amount,
        encoding="utf-8",  # without it, the smallest set that fits is taken
        **_remittance(beneficiary, digits),
    )
    drawn = str(code.svg_inline(scale=4, light="#fff", title=title, omitsize=True))
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" role="img" ', 1)


def _remittance(beneficiary: Beneficiary, digits: str) -> dict[str, str]:
    """The reference under the name of the line that carries it."""
    return {"reference": digits} if beneficiary.reference_line == 10 else {"text": displayed(digits)}
