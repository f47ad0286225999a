"""The small package of ``procedures``, published in the commune, and requests of it: what the real shelf does not need."""

from __future__ import annotations

from pathlib import Path

from beffroi.cases.models import Case
from beffroi.lib.acting import HOUSE
from beffroi.people.policies import Actor
from beffroi.procedures import actions as procedures
from beffroi.procedures.tests.factories import FILES, write_package

from . import factories


def publish(folder: Path, *, procedure: str = "", **files: str) -> None:
    """Put the small package in force for Population; ``procedure`` is added to its identity card."""
    card = FILES["procedure.yaml"].replace("department: mobilite", "department: population") + procedure
    folder.mkdir(exist_ok=True)
    write_package(folder, procedure=card, **files)
    procedures.publish_version(actor=HOUSE, path=folder / "prime")


#: What is typed for the bicycle premium.
PAGES = {
    "velo": {"neuf": "yes", "prix": "1200"},
    "contact": {"courriel": "elise@exemple.be"},
}


def apply(citizen: Actor) -> Case:
    """A request for the bicycle premium, opened by the house."""
    return factories.opened(citizen, PAGES, slug="prime")
