"""What we ship and what we compute, held against the material beside the project (``BEFFROI_SHARED``)."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from beffroi.lib.money import Money
from beffroi.payments import rules as payments
from beffroi.people.rules import numbers
from tests.support.shared import SHARED

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]
DATA = SHARED / "domain" / "data"
PACKS = {"Wavre": ROOT / "communes" / "wavre", "Fleurus": ROOT / "communes" / "fleurus"}


def rows(name: str) -> list[dict[str, str]]:
    if not DATA.is_dir():  # collected without the material (make test): the first test below says so when run
        return []
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shipped(commune: str, name: str) -> list[dict[str, str]]:
    with (PACKS[commune] / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_material_is_there():
    assert DATA.is_dir(), f"no material at {DATA}: set BEFFROI_SHARED"


def pack(commune: str) -> dict:
    return YAML(typ="safe").load(PACKS[commune] / "commune.yaml")


@pytest.mark.parametrize(
    "case", [r for r in rows("test-identifiers.csv") if r["kind"] == "niss"], ids=lambda r: r["value"]
)
def test_national_numbers_are_judged_as_the_list_says(case):
    try:
        numbers.normalise(case["value"])
        found = "valide"
    except Exception as refusal:  # noqa: BLE001 - any refusal counts, a crash would too
        found = "invalide" if type(refusal).__name__ == "InvalidNationalNumber" else repr(refusal)
    assert found == case["expected"]


@pytest.mark.parametrize("commune", PACKS)
def test_a_pack_has_the_sections_of_the_commune(commune):
    known = {
        (r["section"], r["code_postal"])
        for r in rows("sections-wavre-fleurus.csv")
        if r["commune"] == commune
    }
    assert {(s["name"], s["postal_code"]) for s in pack(commune)["sections"]} == known


@pytest.mark.parametrize("commune", PACKS)
def test_a_pack_names_the_commune_by_its_public_codes(commune):
    (public,) = [r for r in rows("communes-wallonnes-2020.csv") if r["nom_fr"] == commune]
    own = {
        r["bce_po"] for r in rows(f"schools-{commune.lower()}.csv") if r["reseau"] == "Subventionné communal"
    }
    described = pack(commune)
    assert described["nis"] == public["nis"]
    assert described["bce"].replace(".", "") in own


@pytest.mark.parametrize("commune", PACKS)
def test_every_school_site_of_the_public_list_is_shipped(commune):
    key = ("fase_implantation", "type_enseignement")
    public = {tuple(r[k] for k in key) for r in rows(f"schools-{commune.lower()}.csv")}
    assert {tuple(r[k] for k in key) for r in shipped(commune, "schools.csv")} == public


@pytest.mark.parametrize("commune", PACKS)
def test_every_street_of_the_sample_is_shipped(commune):
    public = {r["rue"].replace("'", "’") for r in rows("streets-sample.csv") if r["commune"] == commune}
    assert public <= {r["street"].replace("'", "’") for r in shipped(commune, "streets.csv")}


@pytest.mark.parametrize("commune", PACKS)
def test_legal_holidays_close_the_commune(commune):
    legal = {r["date"] for r in rows("holidays-be-2026-2028.csv") if r["categorie"] == "ferie_legal"}
    assert legal <= {r["day"] for r in shipped(commune, "holidays.csv")}


def test_the_form_offers_the_ten_interests():
    known = json.loads((DATA / "document-types.json").read_text())["legitimate_interests"]
    form = YAML(typ="safe").load(ROOT / "catalogue" / "acte-de-naissance" / "form.yaml")
    fields = [field for page in form["pages"] for field in page.get("fields", [])]
    (interest,) = [field for field in fields if field["name"] == "interet"]
    assert len(interest["options"]) == len(known) == 10


def test_a_structured_payment_reads_like_the_payload_of_the_list():
    (known,) = [
        p["payload"]
        for p in json.loads((DATA / "epc-qr-payloads.json").read_text())
        if "structured OGM" in p["label"]
    ]
    ours = payments.epc_payload(
        payments.Beneficiary("Commune de demonstration", "BE71096123456769"),
        Money(Decimal("12.50")),
        "202600012320",
    )
    told, expected = ours.split("\n"), known.split("\n")
    expected[2] = "1"  # ours says UTF-8; the list was made with the smallest character set
    assert [told[:7], told[7] in ("EUR12.5", "EUR12.50"), told[8:]] == [expected[:7], True, expected[8:]]


@pytest.mark.parametrize(
    "case", [r for r in rows("test-identifiers.csv") if r["kind"] == "ogm"], ids=lambda r: r["value"]
)
def test_structured_communications_are_judged_as_the_list_says(case):
    from stdnum.be import ogm_vcs

    assert ogm_vcs.is_valid(case["value"].replace("+", "")) == (case["expected"] == "valide")
