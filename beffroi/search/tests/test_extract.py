"""The piece of text that shows why something was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beffroi.search.rules.extract import Extract, extract, marked
from beffroi.search.rules.words import forms

ACT = forms("acte", "fr")
FILLER = "Le collège communal se réunit chaque semaine à la maison communale. "


def test_a_short_text_is_shown_whole():
    assert extract("Demandez votre acte.", ACT, "fr") == Extract("Demandez votre acte.", ((15, 19),))


def test_a_long_text_is_cut_around_the_word():
    found = extract(FILLER * 5 + "Demandez votre acte au guichet. " + FILLER * 5, ACT, "fr", length=80)
    assert found.text.startswith("… ")
    assert found.text.endswith(" …")
    assert [piece for piece, asked in found.pieces() if asked] == ["acte"]


def test_the_stretch_with_more_of_the_question_is_preferred():
    wanted = ACT | forms("naissance", "fr")
    text = "Un acte. " + FILLER * 4 + "Un acte de naissance. " + FILLER * 4
    assert "naissance" in extract(FILLER + text, wanted, "fr", length=100).text


def test_a_title_is_marked_whole():
    assert marked("Acte de naissance", ACT, "fr").pieces() == [("Acte", True), (" de naissance", False)]


@given(st.text(alphabet="acte é.’\n", max_size=400), st.integers(20, 120))
def test_an_extract_is_a_piece_of_the_text(text, length):
    found = extract(text, ACT, "fr", length)
    inside = found.text.removeprefix("… ").removesuffix(" …")
    assert inside in text
    assert len(inside) <= length
    assert "".join(piece for piece, _ in found.pieces()) == found.text
    assert all(forms(found.text[start:end], "fr") & ACT for start, end in found.marks)
