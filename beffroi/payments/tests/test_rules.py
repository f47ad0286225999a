"""Structured communications and the QR code for transfers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import segno.helpers
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import ogm_vcs

from beffroi.lib.money import Money
from beffroi.payments import rules
from beffroi.payments.rules import Beneficiary

COMMUNE = Beneficiary("Commune de démonstration", "BE71096123456769")
AMOUNT = Money(Decimal("12.50"))

years = st.integers(1000, 9999)
numbers = st.integers(1, rules.LARGEST_NUMBER)


def test_a_reference_is_year_number_and_check_digits():
    assert rules.reference(2026, 123) == "202600012320"
    assert rules.displayed(rules.reference(2026, 123)) == "+++202/6000/12320+++"


def test_the_check_digits_are_97_when_the_remainder_is_zero():
    assert 2026000006 % 97 == 0
    assert rules.reference(2026, 6) == "202600000697"


@given(years, numbers)
def test_every_reference_is_valid(year: int, number: int):
    digits = rules.reference(year, number)
    assert ogm_vcs.validate(rules.displayed(digits)) == digits


@given(years, numbers, years, numbers)
def test_two_numbers_never_share_a_reference(year: int, number: int, other_year: int, other: int):
    same = (year, number) == (other_year, other)
    assert (rules.reference(year, number) == rules.reference(other_year, other)) is same


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 1_000_000), (26, 1), (10_000, 1)])
def test_a_number_that_does_not_fit_is_refused(year: int, number: int):
    with pytest.raises(ValueError, match="no reference"):
        rules.reference(year, number)


def test_the_payload_carries_the_digits_in_line_ten():
    assert rules.epc_payload(COMMUNE, AMOUNT, "202600012320") == (
        "BCD\n002\n1\nSCT\n\nCommune de démonstration\nBE71096123456769\nEUR12.5\n\n202600012320"
    )


def test_a_bank_that_wants_text_gets_the_printed_form_in_line_eleven():
    commune = Beneficiary(COMMUNE.name, COMMUNE.iban, reference_line=11)
    assert rules.epc_payload(commune, AMOUNT, "202600012320") == (
        "BCD\n002\n1\nSCT\n\nCommune de démonstration\nBE71096123456769\nEUR12.5\n\n\n+++202/6000/12320+++"
    )


@dataclass(frozen=True)
class Transfer:
    """What a banking app fills in."""

    name: str
    iban: str
    amount: Decimal
    reference: str


def read(payload: str) -> Transfer:
    """Read a payload as the guideline says: eleven lines, those missing at the end are empty."""
    lines = payload.split("\n") + [""] * 11
    assert lines[:5] == ["BCD", "002", "1", "SCT", ""]
    assert bool(lines[9]) != bool(lines[10])
    return Transfer(lines[5], lines[6], Decimal(lines[7].removeprefix("EUR")), lines[9] or lines[10])


names = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=70)
amounts = st.integers(1, 99_999_999_999).map(Money.from_cents)


@given(names, amounts, years, numbers, st.sampled_from([10, 11]))
def test_the_payload_reads_back(name: str, amount: Money, year: int, number: int, line: rules.ReferenceLine):
    digits = rules.reference(year, number)
    read_back = read(rules.epc_payload(Beneficiary(name, COMMUNE.iban, line), amount, digits))
    assert (read_back.name, read_back.iban, read_back.amount) == (name, COMMUNE.iban, amount.amount)
    assert ogm_vcs.compact(read_back.reference) == digits


@given(amounts, numbers, st.sampled_from([10, 11]))
def test_the_drawing_says_what_the_payload_says(amount: Money, number: int, line: rules.ReferenceLine):
    commune = Beneficiary(COMMUNE.name, COMMUNE.iban, line)
    digits = rules.reference(2026, number)
    drawn = segno.helpers._make_epc_qr_data(
        commune.name, commune.iban, amount.amount, encoding="utf-8", **rules._remittance(commune, digits)
    )
    assert drawn.decode() == rules.epc_payload(commune, amount, digits)


def test_the_drawing_has_a_name_and_a_white_ground():
    root = ElementTree.fromstring(rules.epc_svg(COMMUNE, AMOUNT, "202600012320", "Code QR du virement"))
    svg = "{http://www.w3.org/2000/svg}"
    assert (root.tag, root.get("role")) == (f"{svg}svg", "img"), "without its namespace no browser shows it"
    assert root.findtext(f"{svg}title") == "Code QR du virement"
    assert next(path.get("fill") for path in root.iter(f"{svg}path")) == "#fff"


def test_a_name_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="70"):
        rules.epc_svg(Beneficiary("C" * 71, COMMUNE.iban), AMOUNT, "202600012320", "Code QR")
