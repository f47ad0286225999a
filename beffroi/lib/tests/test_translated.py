"""Text in several languages, with a fallback that says which language it is."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from beffroi.lib.translated import Text

WASTE = {"fr": "Déchets", "nl": "Afval", "de": "Abfälle"}
languages = st.sampled_from(["fr", "nl", "de", "en"])
texts = st.dictionaries(languages, st.text(max_size=10))


@pytest.mark.parametrize(
    ("by_language", "asked", "given"),
    [
        (WASTE, "nl", ("Afval", "nl")),
        (WASTE, "nl-be", ("Afval", "nl")),
        (WASTE, "en", ("Déchets", "fr")),
        ({**WASTE, "nl": ""}, "nl", ("Déchets", "fr")),  # an empty translation is none
        ({"de": "Abfälle"}, "nl", ("Abfälle", "de")),
        ({"fr": "", "nl": ""}, "nl", ("", "nl")),
        ({}, "nl", ("", "nl")),
    ],
)
def test_the_words_come_with_the_language_they_are_in(by_language, asked, given):
    assert Text.of(by_language).in_(asked) == given


@pytest.mark.parametrize(("active", "said"), [("de", ("Abfälle", "de")), ("en", ("Déchets", "fr"))])
def test_the_language_of_the_screen_counts_when_none_is_asked(active, said):
    with translation.override(active):
        text = Text.of(WASTE)
        assert (str(text), text.lang) == said == text.in_()


def test_without_any_language_it_is_french():
    with translation.override(None):
        assert Text.of(WASTE).in_() == ("Déchets", "fr")


@pytest.mark.parametrize(
    ("value", "by_language"),
    [("Déchets", {"fr": "Déchets"}), (WASTE, WASTE), (Text.of(WASTE), WASTE), (None, {}), ("", {"fr": ""})],
)
def test_packs_write_one_string_or_one_per_language(value, by_language):
    assert Text.of(value) == Text(by_language)


def test_what_was_read_does_not_change_with_its_source():
    source = dict(WASTE)
    text = Text.of(source)
    source["fr"] = "Ordures"
    assert str(text) == "Déchets"


@given(texts, languages)
def test_words_are_found_whenever_there_are_any(by_language, asked):
    text = Text.of(by_language)
    words, language = text.in_(asked)
    assert bool(text) == bool(words) == any(by_language.values())
    assert words == by_language.get(language, "")
    assert language == asked or not by_language.get(asked)
