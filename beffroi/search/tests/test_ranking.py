"""Which entries answer best."""

from __future__ import annotations

import pytest

from beffroi.search.rules.ranking import Match, rank, resemblance, weights

TITLE, TEXT = 12, 2


def best(places, matches, found):
    return [entry for entry, _ in rank(places, matches, found, limit=10)]


def test_the_title_weighs_more_than_the_text():
    assert best(1, [Match(0, {7: 1.0})], [(1, 7, TEXT), (2, 7, TITLE)]) == [2, 1]


def test_a_rare_word_counts_more_than_a_common_one():
    common, rare = Match(0, {7: 1.0}), Match(1, {8: 1.0})
    found = [(1, 7, TEXT), (2, 7, TEXT), (3, 7, TEXT), (4, 8, TEXT)]
    assert best(2, [common, rare], found)[0] == 4


def test_more_of_the_question_comes_first_and_less_than_half_not_at_all():
    matches = [Match(place, {place: 1.0}) for place in range(3)]
    found = [(1, 0, TEXT), (1, 1, TEXT), (1, 2, TEXT), (2, 0, TEXT), (2, 1, TEXT), (3, 0, TITLE)]
    assert best(3, matches, found) == [1, 2]


def test_the_word_itself_counts_more_than_what_resembles_it():
    assert best(1, [Match(0, {7: 1.0, 8: 0.6})], [(1, 8, TEXT), (2, 7, TEXT)]) == [2, 1]


def test_two_forms_of_one_word_count_once():
    one = rank(1, [Match(0, {7: 1.0, 8: 1.0})], [(1, 7, TEXT)], 1)
    assert rank(1, [Match(0, {7: 1.0, 8: 1.0})], [(1, 7, TEXT), (1, 8, TEXT)], 1) == one


def test_no_more_than_asked():
    assert len(rank(1, [Match(0, {7: 1.0})], [(entry, 7, TEXT) for entry in range(9)], limit=4)) == 4


def test_words_weigh_by_place_and_by_how_often_they_come_back():
    assert weights("Acte", "acte acte acte acte pont", "fr") == {"acte": 12 + 4, "pont": 2}


@pytest.mark.parametrize(
    ("asked", "known", "stands"),
    [("naisanc", "naissanc", True), ("cate", "carte", True), ("acte", "pacts", False), ("rue", "rus", False)],
)
def test_what_resembles_enough(asked, known, stands):
    assert (resemblance(asked, known) > 0) is stands
