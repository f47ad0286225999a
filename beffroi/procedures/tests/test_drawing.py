"""The picture of a workflow, and the list of equal rank."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from beffroi.procedures.rules import drawing
from beffroi.procedures.rules.schema import Transition
from beffroi.procedures.rules.workflow import FACTS

from .factories import PROCEDURES, shelf

pytestmark = pytest.mark.once

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("slug", PROCEDURES)
def test_the_picture_shows_every_status_and_has_a_title(slug):
    picture = ElementTree.fromstring(drawing.svg(shelf(slug)))
    labels = [text.text for text in picture.iter(f"{SVG}text") if text.get("font-weight") == "bold"]
    assert labels == [status.label for status in shelf(slug).package.workflow.statuses]
    assert picture.find(f"{SVG}title").text.startswith("Circuit de traitement : ")


@pytest.mark.parametrize("slug", PROCEDURES)
def test_two_arrows_of_one_lane_never_overlap(slug):
    arrows = [arrow for arrow in drawing._arrows(shelf(slug)) if drawing._side(arrow) > 0]
    lanes = drawing._lanes(arrows)
    for one, other in combinations(arrows, 2):
        assert lanes[one] != lanes[other] or not drawing._overlap(one, other)


def test_the_list_says_the_same_in_words():
    lines = {line.name: line for line in drawing.lines(shelf("composition-de-menage"))}
    waiting = lines["attente_paiement"]
    assert (waiting.label, waiting.phase_label, waiting.task) == (
        "En attente de paiement",
        "En attente de vous",
        "",
    )
    assert [(way.trigger, way.to_label) for way in waiting.ways] == [
        ("quand le paiement est reçu", "À traiter"),
        ("après 60 jours", "Classée sans suite"),
        ("le demandeur", "Retirée par le demandeur"),
    ]


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_of_the_house_is_said_in_the_picture(fact):
    assert drawing.trigger_of(Transition(name="x", to="y", fact=fact)).startswith("quand ")
