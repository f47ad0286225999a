"""Forms to fill in by hand: accessible, within the sheet, and safe from whatever a package writes."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from beffroi.documents import actions
from beffroi.documents.connectors import conformance

from .test_rendering import CONFORMING, elements, text_of

HOSTILE = r'#panic("x") *gras* $x^2$ @ref <b> \ = titre #sys.inputs.data ]{ #read("/etc/passwd")'
TICKS = [{"label": "Oui", "hint": "Gratuit"}, {"label": "Non", "ticked": True}]
QUESTIONS: list[dict[str, Any]] = [
    {
        "number": 1,
        "label": "Pour qui ?",
        "rule": "Cochez une seule réponse.",
        "boxes": [{"kind": "ticks", "ticks": TICKS}],
    },
    {
        "number": 2,
        "label": "Quand ?",
        "help": "Le jour de la fête.",
        "condition": "Répondez seulement si cela vous concerne.",
        "optional": True,
        "boxes": [
            {"kind": "comb", "groups": [2, 2, 4], "between": "//", "captions": ["Jour", "Mois", "Année"]}
        ],
    },
    {"number": 3, "label": "Pourquoi ?", "boxes": [{"kind": "area", "lines": 4}]},
    {
        "number": 4,
        "label": "Où ?",
        "boxes": [
            {"kind": "line", "label": label, "share": share}
            for label, share in (("Rue", 12), ("N°", 3), ("Boîte", 3))
        ],
    },
    {"number": 5, "label": "La preuve", "boxes": [{"kind": "join", "value": "jugement.pdf"}]},
    {
        "number": 6,
        "label": "Vos enfants",
        "boxes": [
            {"kind": "table", "table": {"columns": ["Nom", "Né le"], "rows": [["Zoé", "2010"]], "empty": 3}}
        ],
    },
    {"number": 0, "help": "Une explication.", "boxes": []},
    {
        "number": 7,
        "label": "Total",
        "boxes": [{"kind": "said", "value": "12 €"}, {"kind": "comb", "groups": [4] * 7, "unit": "€"}],
    },
]
FULL: dict[str, Any] = {
    "title": "Acte de naissance",
    "summary": "Une copie de votre acte.",
    "department": "Service Population",
    "route": {"title": "C’est gratuit ailleurs", "words": "Sans frais.", "url": "https://exemple.be"},
    "facts": [("Qui peut demander ?", "Tout le monde")],
    "pieces": ["Votre carte d’identité"],
    "sections": [
        {"title": "Votre demande", "questions": QUESTIONS},
        {
            "title": "Arrêt",
            "condition": "Arrêtez-vous ici.",
            "paragraphs": ["La loi."],
            "links": [("Voir", "https://exemple.be")],
        },
    ],
    "joined": ["La preuve (question 5)"],
    "privacy": [("Vos droits", ["Écrivez-nous."])],
    "bring": ["Grand-Place 1", "5900 Valbois"],
    "opening": ["lundi : 9 h à 12 h"],
    "ways": ["Par la poste."],
    "phone": "081 00 00 00",
    "code": "acte-de-naissance 3",
    "url": "https://commune.example/bureau/papier/acte-de-naissance/3/",
}
BARE = {"title": "Rien", "code": "rien 1", "url": "https://commune.example/bureau/papier/rien/1/"}


def render(data: dict[str, Any], language: str = "fr", *, keep: bool = False) -> bytes:
    return actions.render_form(data=data, language=language, keep=keep)


def words_of(pdf: bytes, folder: Path) -> str:
    return " ".join(text_of(pdf, folder).split())


def boxes_of(pdf: bytes, folder: Path) -> list[tuple[float, float]]:
    """From where to where each word goes on its line, in millimetres of a sheet of 210."""
    (folder / "boxes.pdf").write_bytes(pdf)
    found = subprocess.run(
        ["pdftotext", "-bbox", folder / "boxes.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    edges = re.findall(r'<word xMin="([-0-9.]+)" yMin="[-0-9.]+" xMax="([-0-9.]+)"', found)
    return [(float(left) / 72 * 25.4, float(right) / 72 * 25.4) for left, right in edges]


def test_every_word_is_there_in_reading_order(commune, clock, tmp_path):
    text = words_of(render(FULL), tmp_path)
    order = [
        "1. Pour qui ?",
        "Oui",
        "Non",
        "2. Quand ?",
        "3. Pourquoi ?",
        "4. Où ?",
        "5. La preuve",
        "jugement.pdf",
        "Zoé",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    missing = [
        w
        for w in ("acte-de-naissance 3", "081 00 00 00", "C’est gratuit ailleurs", "12 €", "(facultatif)")
        if w not in text
    ]
    assert missing == []


def test_a_form_that_nobody_signs_asks_for_no_name(commune, clock, tmp_path):
    words = [words_of(render(FULL | {"signed": signed}), tmp_path) for signed in (True, False)]
    assert ["Nom et prénom" in text for text in words] == [True, False]


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("data", [FULL, BARE], ids=["full", "bare"])
def test_a_form_is_accessible_and_says_its_title_and_language(commune, clock, language: str, data: dict):
    pdf = render(data, language)
    assert conformance.failures(pdf) == CONFORMING
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert (str(opened.Root.Lang), str(opened.docinfo["/Title"])) == (language, data["title"])
        assert {tuple(round(float(side)) for side in page.mediabox) for page in opened.pages} == {
            (0, 0, 595, 842)
        }


def test_a_screen_reader_meets_headings_lists_a_table_and_a_described_code(commune, clock):
    with pikepdf.open(io.BytesIO(render(FULL))) as pdf:
        kinds = [str(element.S) for element in elements(pdf)]
        described = [str(element.Alt) for element in elements(pdf) if element.S == "/Figure"]
    assert (kinds.count("/H1"), kinds.count("/Table"), kinds.count("/TH")) == (1, 1, 2)
    assert kinds.count("/LI") >= 5
    assert described == [
        "Logo de Commune de Valbois",
        "Code QR pour l’agent : il ouvre cette démarche dans le bureau des agents",
    ]


def test_what_a_draft_answers_is_ticked_and_written(commune, clock, tmp_path):
    begun = render(FULL | {"begun": True}, keep=False)
    text = words_of(begun, tmp_path)
    assert "Vos réponses déjà données en ligne sont imprimées." in text
    assert re.search(r"X\s+Non", text)
    assert not re.search(r"X\s+Oui", text)


@pytest.mark.parametrize(
    "typed",
    [HOSTILE, "mot" * 600, "\u202e" + "Ω≈ç√∫ 漢字 😀" * 40, "a\n" * 300],
    ids=["markup", "word", "signs", "lines"],
)
def test_hostile_words_stay_words_and_within_the_sheet(commune, clock, tmp_path, typed: str):
    question = {
        "number": 1,
        "label": typed,
        "help": typed,
        "boxes": [
            {"kind": "ticks", "ticks": [{"label": typed, "hint": typed}]},
            {"kind": "line", "value": typed},
        ],
    }
    pdf = render(FULL | {"summary": typed, "sections": [{"title": typed, "questions": [question]}]})
    assert conformance.failures(pdf) == CONFORMING
    assert [edge for edge in boxes_of(pdf, tmp_path) if edge[0] < 15 or edge[1] > 195] == []
    if typed == HOSTILE:  # said as it was written
        assert '#read("/etc/passwd")' in text_of(pdf, tmp_path)


def test_a_form_beyond_every_measure_is_refused_in_words(commune, clock):
    endless = [{"title": "x", "questions": []}] * 101
    with pytest.raises(actions.FormNotSet, match="Appelez-nous"):
        render(FULL | {"sections": endless})


@pytest.mark.parametrize("code", ["../x 1", "acte 1 2", "acte", "<b> 1"])
def test_a_code_names_a_procedure_and_a_version_and_nothing_else(commune, code: str):
    with pytest.raises(actions.FormNotSet):
        render(FULL | {"code": code})


def test_the_same_form_is_set_once_and_a_change_of_the_commune_is_seen(commune, clock):
    first = render(FULL, keep=True)
    assert render(FULL, keep=True) is first
    commune.name = "Commune de Valbas"
    commune.save()
    assert render(FULL, keep=True) is not first


def test_signs_that_no_font_holds_do_not_prevent_printing(commune, clock, tmp_path):
    kept = "Łucja Żółć Şükrü Nguyễn Αθηνά Елена « œ » – … ’ €"
    pdf = render(FULL | {"summary": f"{kept} 漢\u202e字 😀\x07"})
    assert f"{kept} ?? ?" in words_of(pdf, tmp_path)
    assert conformance.failures(pdf) == CONFORMING
