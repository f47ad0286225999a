"""Refusals: a sentence for the person, a stable name for facts."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from beffroi.lib.refusals import Forbidden, NotFound, Refusal, Throttled, require


class DrawerLocked(Refusal):
    """For this test."""

    message = "Le tiroir est fermé à clé."


def test_a_refusal_says_its_own_sentence_or_the_one_of_the_moment():
    refusals = [DrawerLocked(), DrawerLocked("Le tiroir du bas est fermé à clé.")]
    assert [(str(refusal), refusal.code) for refusal in refusals] == [
        ("Le tiroir est fermé à clé.", "DrawerLocked"),
        ("Le tiroir du bas est fermé à clé.", "DrawerLocked"),
    ]
    assert DrawerLocked.message == "Le tiroir est fermé à clé."


def test_the_sentence_is_in_the_language_of_the_screen_that_shows_it():
    refusal = Refusal(gettext_lazy("Vous n’avez pas le droit de faire ceci."))
    french = str(refusal)
    with translation.override("en"):
        assert str(refusal) != french
    assert str(refusal) == french


@pytest.mark.parametrize("kind", [Refusal, Forbidden, NotFound, Throttled])
def test_every_refusal_speaks_to_a_person(kind):
    assert (kind().code, str(kind()).endswith(".")) == (kind.__name__, True)


def test_a_policy_that_does_not_hold_is_forbidden():
    def may_open(drawer: int, *, of: int = 3) -> bool:
        return drawer < of

    assert require(may_open, 2) is None
    with pytest.raises(Forbidden):
        require(may_open, 3)
