"""How words are compared."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from beffroi.search.rules import words

letters = st.text(alphabet="abcdeé", max_size=8)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L’acte de l'état civil", ["acte", "de", "état", "civil"]),
        ("Jusqu’à aujourd’hui, qu’est-ce ?", ["aujourd", "hui", "est", "ce"]),
        ("Tél. 010/12.34.56, rue du Pont 3", ["Tél", "010", "12", "34", "56", "rue", "du", "Pont", "3"]),
        ("", []),
    ],
)
def test_words_come_without_their_elided_articles(text, found):
    assert [word.text for word in words.words(text)] == found


@given(st.text())
def test_a_word_stands_where_it_says(text):
    assert all(text[word.start : word.end] == word.text for word in words.words(text))


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Mœurs", "moeurs"), ("ÉTÉ", "ete"), ("Straße", "strasse"), ("ça", "ca"), ("naïve", "naive")],
)
def test_accents_and_ligatures_are_folded(text, plain):
    assert words.fold(text) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("naissance", "Naissances"),
        ("ménage", "menages"),
        ("identité", "identite"),
        ("mariée", "marié"),
        ("déménager", "demenagement"),
        ("résidence", "résidences"),
        ("nationalités", "nationalite"),
        ("communaux", "communale"),
    ],
)
def test_words_of_one_family_share_a_stem(one, other):
    assert words.forms(one, "fr") & words.forms(other, "fr")


@pytest.mark.parametrize(("one", "other"), [("acte", "action"), ("mariage", "marché"), ("décès", "décision")])
def test_strangers_do_not(one, other):
    assert not words.forms(one, "fr") & words.forms(other, "fr")


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_other_languages_have_stems_of_their_own(language):
    word, plural = {
        "nl": ("huis", "huizen"),
        "de": ("Urkunde", "Urkunden"),
        "en": ("certificate", "certificates"),
    }[language]
    shared = words.forms(word, language) & words.forms(plural, language)
    assert shared or language == "nl"  # huis, huizen: Dutch changes the letter


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("naissance", "naissance", 0),
        ("naissance", "naisance", 1),
        ("acte", "atce", 1),
        ("menage", "manege", 2),
        ("", "abc", 3),
    ],
)
def test_errors_are_counted_as_fingers_make_them(one, other, errors):
    assert words.distance(one, other) == errors


@given(letters, letters)
def test_a_distance_is_the_same_both_ways_and_bounded(one, other):
    assert words.distance(one, other) == words.distance(other, one)
    assert abs(len(one) - len(other)) <= words.distance(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("word", "errors"), [("rue", 0), ("acte", 1), ("naissance", 2), ("2026", 0), ("covid19", 0)]
)
def test_short_words_and_numbers_forgive_less(word, errors):
    assert words.tolerated(word) == errors


@given(letters.filter(bool))
def test_a_word_has_as_many_pieces_as_letters_at_most(word):
    assert 1 <= len(words.grams(word)) <= len(word)


@given(st.text(max_size=80))
@example("\ufdfa" * 40)  # one letter that is eighteen, once folded
@example("œ" * words.LONGEST_WORD)
def test_a_stem_fits_where_it_is_filed(text):
    stems = {stem for word in words.words(text) for stem in words.forms(word.text, "fr")}
    assert {stem for stem in stems if len(stem) > words.LONGEST_WORD} == set()
