"""The circuits of real e-guichets: what a w.c.s. does with them, our engine does with the packages they became.

``wcs_circuit`` plays their definitions, ``wcs_here`` ours; ``wcs_world`` draws one request for both, ``wcs_subjects``
imports each form alone and ``wcs_comparison`` compares: the statuses gone through, what was done in each, and at rest the
buttons, the delays, what a payment does and what is shown.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Final

import pytest
from django.test import override_settings

from beffroi.procedures.rules import workflow
from beffroi.procedures.tests import wcs

from .wcs_circuit import Place, text
from .wcs_comparison import Comparison
from .wcs_figures import BECAME, Figures
from .wcs_subjects import DEFINITIONS, Subject, everything, subjects
from .wcs_world import Sources, World, apart, drawn

pytestmark = [pytest.mark.proof, pytest.mark.once]

#: For each workflow: requests drawn that are entered in each status, shared by its forms; steps taken from there.
ROUNDS, STEPS = 14, 3

SYSTEM: Final = {
    "form_url": "https://commune.example/1",
    "form_number": "2026-1",
    "form_tracking_code": "ABCD",
    "form_details": "",
    "form_evolution": "",
    "form_user": "oui",
    "form_status_changed": "oui",
}


def walk(subject: Subject, begin: str, sources: Sources, chance: random.Random, figures: Figures) -> None:
    """A request drawn, entered in a status, and a few steps that both sides offer."""
    world = _world(subject, sources, chance)
    both = Comparison(subject, world, figures)
    with apart(world):
        theirs = subject.circuit.enter(world.place, begin)
    step = both.here.begin(both.ids[begin])
    for _ in range(STEPS):
        together = both.moved(theirs, both.here.move(step))
        world.agree()
        offers = both.rest() if together else []
        if not offers:
            return
        offer, way = chance.choice(offers)
        world.typed(offer.asks)
        with apart(world):
            theirs = subject.circuit.take(world.place, offer.item, offer.target)
        step = workflow.take(subject.definition, both.here.status, way.name, both.here.scope())


def _world(subject: Subject, sources: Sources, chance: random.Random) -> World:
    place = Place(wcs.Given(), {**SYSTEM, "form_name": text(subject.form, "name")}, lambda *_: None)
    world = World(subject.names, subject.definition, place, chance, subject.words)
    place.filled = world.filled
    drawn(world, subject.form, subject.read, sources)
    return world


@pytest.fixture(scope="module")
def walked() -> tuple[Figures, list[Subject]]:
    """Every form of the material, walked from every status of its circuit."""
    figures, chance = Figures(), random.Random(11)
    sources = {text(one.root, "slug"): one.root for one in everything().of("datasource")}
    found = list(subjects())
    assert found, f"no material at {DEFINITIONS}: set BEFFROI_SHARED"
    shared = Counter(subject.file for subject in found)
    # As w.c.s. shows a day (wcs/formats).
    with override_settings(DATE_FORMAT="d/m/Y"):
        for subject in found:
            for begin in subject.ids:
                for _ in range(max(2, ROUNDS // shared[subject.file])):
                    walk(subject, begin, sources, chance, figures)
    print(f"\n{len(found)} forms, {len(shared)} circuits\n{figures.said()}")
    return figures, found


def test_circuits_agree(walked: tuple[Figures, list[Subject]]):
    figures, _ = walked
    assert figures.told == {}, "\n".join(f"{key}: {what[:700]}" for key, what in sorted(figures.told.items()))


def test_nearly_all_actions_are_told_and_agree(walked: tuple[Figures, list[Subject]]):
    """What is left to a person does not count, nor what no walk came to."""
    figures, found = walked
    became = {key: BECAME[-1] for subject in found for key in subject.actions()}
    for subject in found:
        for key, item in subject.actions().items():
            became[key] = min(became[key], figures.became(key, subject, item), key=BECAME.index)
    counts = Counter(became.values())
    share = (counts["the same"] + counts["otherwise, as announced"]) / counts.total()
    print(f"\n{share:.1%} of {counts.total()} actions: { ({name: counts[name] for name in BECAME}) }")
    assert share >= 0.90
