"""What someone typed, and what people say instead."""

from __future__ import annotations

import pytest

from beffroi.search.rules.question import SYNONYM, Needle, read
from beffroi.search.rules.words import forms


def stems(word):
    return forms(word, "fr")


def test_small_words_say_nothing():
    assert read("où est le certificat de la résidence ?", "fr").asked == (
        stems("certificat"),
        stems("résidence"),
    )


def test_unless_there_is_nothing_else():
    assert read("qui que", "fr").asked == (stems("qui"), stems("que"))


@pytest.mark.parametrize("text", ["", "   ", "?!", "a"])
def test_nothing_asks_nothing(text):
    assert read(text, "fr").asked == ()


def test_one_word_may_be_said_otherwise():
    question = read("famille", "fr")
    assert Needle(0, stems("ménage"), SYNONYM) in question.needles


def test_two_words_may_stand_for_one():
    question = read("eid", "fr")
    assert Needle(0, stems("carte"), SYNONYM / 2) in question.needles
    assert Needle(0, stems("identité"), SYNONYM / 2) in question.needles


def test_one_word_may_stand_for_two():
    question = read("une carte d'identité", "fr")
    assert {Needle(place, stems("eid"), SYNONYM / 2) for place in (0, 1)} <= set(question.needles)


def test_a_phrase_counts_only_whole():
    assert stems("eid") not in {needle.stems for needle in read("carte postale", "fr").needles}


def test_a_long_question_is_read_by_its_beginning():
    assert len(read("naissance " * 1000, "fr").asked) == 10


def test_an_accent_may_be_typed_apart_from_its_letter():
    assert read("identite\u0301 e\u0301trange\u0300re", "fr") == read("identité étrangère", "fr")
