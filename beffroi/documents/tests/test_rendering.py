"""Documents that everyone can read, now and in fifty years."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest

from beffroi.documents import actions
from beffroi.documents.connectors import conformance
from beffroi.documents.connectors.typst import RenderFailed, renderer
from beffroi.documents.rules import layouts
from beffroi.documents.rules.layouts import LayoutDataInvalid

from . import factories

CONFORMING = {"PDF/A-2a": [], "PDF/UA-1": []}
FULL = factories.HOUSEHOLD | {
    "recipient": ["Madame Marie Dubois", "Rue du Moulin 12", "5900 Valbois"],
    "subject": "Votre demande",
    "department": "Service Population",
    "facts": [["Numéro de dossier", "2026-00012"], ["Reçu le", "24 novembre 2026"]],
    "next": ["Nous vous écrivons dans les cinq jours."],
    "remedies": ["Vous pouvez introduire un recours."],
}
LONG = FULL | {
    "paragraphs": ["Un paragraphe assez long pour occuper plusieurs lignes de la page. " * 6] * 30,
    "table": {"caption": "Personnes", "columns": ["Nom", "Lien"], "rows": [["Zoé Nguyễn", "fille"]] * 120},
}


def render(layout: str = "certificate", language: str = "fr", **changes: object) -> bytes:
    values = {"kind": "essai", "title": "Composition de ménage", "data": FULL, "about": factories.CASE}
    return actions.render_document(layout=layout, language=language, **(values | changes))


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "read.pdf").write_bytes(pdf)
    return subprocess.run(
        ["pdftotext", "-layout", folder / "read.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout


@pytest.mark.parametrize("layout", layouts.NAMES)
@pytest.mark.parametrize("data", [{}, FULL, LONG], ids=["empty", "full", "long"])
def test_every_layout_is_accessible_and_archivable(commune, clock, layout: str, data: dict):
    assert conformance.failures(render(layout, data=data, code="ABCD-EFGH-JKMN")) == CONFORMING


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_a_document_says_its_language_title_and_author(commune, clock, language: str):
    with pikepdf.open(io.BytesIO(render(language=language))) as pdf:
        assert (str(pdf.Root.Lang), str(pdf.docinfo["/Title"]), str(pdf.docinfo["/Author"])) == (
            language,
            "Composition de ménage",
            "Commune de Valbois",
        )


def test_names_of_all_europe_are_set(commune, clock, tmp_path):
    names = ["Łucja Żółć", "Şükrü Öğüt", "Nguyễn Thị", "Αθηνά", "Елена", "D’Hœuvre", "Bjørn-Åge"]
    pdf = render(data={"paragraphs": names})
    assert conformance.failures(pdf) == CONFORMING
    assert [name for name in names if name not in text_of(pdf, tmp_path)] == []


def test_what_a_person_typed_is_never_markup(commune, clock, tmp_path):
    typed = r'#panic("x") *gras* $x^2$ @ref <b> \ = titre #sys.inputs.data'
    assert typed in text_of(render(data={"paragraphs": [typed]}), tmp_path)


def test_a_screen_reader_meets_a_title_headings_a_table_and_described_pictures(commune, clock):
    with pikepdf.open(io.BytesIO(render(code="ABCD-EFGH-JKMN"))) as pdf:
        kinds = [str(element.S) for element in elements(pdf)]
        described = [str(element.Alt) for element in elements(pdf) if element.S == "/Figure"]
    assert [kinds.count(kind) for kind in ("/H1", "/Table", "/TH", "/TR", "/Figure")] == [1, 1, 3, 3, 2]
    assert described == [
        "Logo de Commune de Valbois",
        "Code QR qui ouvre la page de vérification de ce document",
    ]


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        here = waiting.pop(0)
        if "/S" in here:
            found.append(here)
        children = here.get("/K", [])
        children = list(children) if isinstance(children, pikepdf.Array) else [children]
        waiting += [child for child in children if isinstance(child, pikepdf.Dictionary)]
    return found


def test_a_demonstration_says_so_on_the_page_and_in_words(commune, clock, tmp_path):
    text = text_of(render(), tmp_path)
    assert "Démonstration non officielle : ce document est fictif et n’a aucune valeur." in text


def test_a_real_commune_bears_no_such_mark(db, clock, tmp_path):
    factories.commune(demonstration=False)
    text = text_of(render(), tmp_path)
    assert [word for word in ("Démonstration", "FICTIF") if word in text] == []


def test_the_day_is_that_of_the_house(commune, clock, tmp_path):
    assert "Fait à Valbois, le 24 novembre 2026" in text_of(render(), tmp_path)


def test_the_address_of_a_letter_stands_in_the_window(commune, clock, tmp_path):
    (tmp_path / "letter.pdf").write_bytes(render("letter"))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "letter.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    line = next(line for line in boxes.splitlines() if ">Moulin<" in line)
    left, top = (float(line.split(f'{name}="')[1].split('"')[0]) / 72 * 25.4 for name in ("xMin", "yMin"))
    assert 110 < left < 190
    assert 50 < top < 80


@pytest.mark.parametrize(
    ("layout", "data", "where"),
    [
        ("poster", {}, "no such layout"),
        ("../house", {}, "no such layout"),
        ("certificate", {"paragraph": []}, "paragraph"),
        ("certificate", {"table": {"columns": ["a", "b"], "rows": [["1"]]}}, "one cell per column"),
        ("certificate", {"paragraphs": ["x" * 5_001]}, "paragraphs.0"),
    ],
)
def test_data_that_do_not_fit_are_named(commune, layout: str, data: dict, where: str):
    with pytest.raises(LayoutDataInvalid, match=where):
        render(layout, data=data)


@pytest.mark.parametrize(
    ("folder", "layout"), [("house", "specimen"), ("bank", "certificate"), ("house", "../x")]
)
def test_only_our_own_layouts_are_set(clock, folder: str, layout: str):
    with pytest.raises(RenderFailed):
        renderer.render(layout, {}, at=clock.now(), folder=folder)
