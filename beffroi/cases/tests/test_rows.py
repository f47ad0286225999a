"""The rows of reference tables that a request chose stay with it."""

from __future__ import annotations

from datetime import date

from beffroi.cases import queries
from beffroi.lib.acting import HOUSE
from beffroi.procedures import actions as procedures
from beffroi.procedures.queries import definition, references_on, summary
from beffroi.procedures.tests.factories import hall_package

from . import factories

_PAGES = {
    "velo": {"salle": "club-house", "autres": ["Salle des fêtes"], "neuf": "yes", "prix": "1"},
    "contact": {"courriel": "ines@demo.example"},
}


def test_an_old_case_keeps_reading_its_price(emailer, tmp_path):
    procedures.publish_version(actor=HOUSE, path=hall_package(tmp_path))
    case = factories.submitted(emailer, _PAGES, "prime")
    assert (case.fee_cents, case.rows["salles"]["club-house"]["cells"]["prix"]) == (9000, 9000)
    assert case.rows["salles"].keys() == {"club-house", "Salle des fêtes"}

    dearer = references_on("prime", date(2026, 11, 24))["salles"]["club-house"].model_copy(
        update={"cells": {"prix": 99, "places": 1, "cuisine": True}, "label": "Autre chose"}
    )
    procedures.set_row(actor=HOUSE, slug="prime", record=dearer)

    again = factories.fresh(case)
    context = queries.case_context(emailer, again)
    read = {
        row.field: row.value
        for page in summary(definition(again.version_id), again.answers, context)
        for row in page.rows
    }
    assert (read["salle"], read["autres"]) == ("Le club-house", "La salle des fêtes")
    told = queries.workflow_data(again)
    assert told["references"]["salles"]["club-house"].cells["prix"] == 9000
