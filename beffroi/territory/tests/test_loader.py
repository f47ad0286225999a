"""Reference data come in by one verb, twice without harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from beffroi.journal.models import Event
from beffroi.territory import actions, queries
from beffroi.territory.models import Municipality, School, Street
from beffroi.territory.rules import MunicipalityRow, SectionRow, StreetRow

from .factories import HOME, school, territory

pytestmark = pytest.mark.django_db


def test_loading_twice_gives_the_same_places_and_one_fact_each(clock):
    for _time in range(2):
        territory(StreetRow("Valbois", "Rue Haute"))
    assert [str(street) for street in Street.objects.all()] == ["Rue Haute, 5900 Valbois"]
    assert [(event.name, event.payload) for event in Event.objects.all()] == [
        (
            "TerritoryLoaded",
            {"municipalities": 2, "sections": 2, "streets": 1, "schools": 0, "retired": 0},
        )
    ] * 2


def test_a_place_keeps_its_identity_when_it_changes(clock):
    territory()
    before = queries.sections().get(name="Mesnil").pk
    actions.load_territory(sections=[SectionRow("Mesnil", "5902")])
    after = queries.sections().get(name="Mesnil")
    assert (after.pk, after.postal_code) == (before, "5902")


def test_sections_need_their_commune(clock):
    with pytest.raises(actions.NoHome):
        actions.load_territory(sections=[SectionRow("Valbois", "5900")])


def test_a_street_needs_its_section(clock):
    territory()
    with pytest.raises(actions.UnknownSection, match="Ailleurs"):
        actions.load_territory(streets=[StreetRow("Ailleurs", "Rue Haute")])


def test_a_school_that_closes_leaves_the_list(clock):
    territory()
    actions.load_territory(schools=[school(), school(fase_site="1002")])
    actions.load_territory(closed_schools=["1001"])
    assert [found.fase_site for found in queries.schools()] == ["1002"]
    assert queries.known_schools() == [school(fase_site="1002")]


def test_the_database_refuses_one_code_twice_from_the_same_day(clock):
    territory()
    with pytest.raises(IntegrityError):
        Municipality.objects.create(nis=HOME.nis, name="Autre", folded="autre", valid_from=HOME.valid_from)


def test_a_code_that_is_not_one_is_refused_in_words(clock):
    wrong = Municipality(nis="12", name="X", folded="x", valid_from=HOME.valid_from)
    with pytest.raises(ValidationError, match="cinq chiffres"):
        wrong.full_clean()
    assert not School.objects.exists()


def test_a_section_stays_itself_when_a_merger_gives_its_commune_another_code(clock):
    territory(StreetRow("Mesnil", "Rue Haute"))
    before = queries.sections().get(name="Mesnil").pk
    actions.load_territory(
        municipalities=[
            replace(HOME, valid_to=date(2026, 6, 30)),
            MunicipalityRow("90009", "Valbois-Mesnil", "Namur", date(2026, 7, 1), None, home=True),
        ],
        sections=[SectionRow("Mesnil", "5902"), SectionRow("Tarmagne", "5903")],
        streets=[StreetRow("Mesnil", "Rue Basse"), StreetRow("Tarmagne", "Rue Haute")],
    )
    assert queries.sections().get(name="Mesnil").pk == before
    assert queries.known_sections() == [
        SectionRow("Mesnil", "5902"),
        SectionRow("Tarmagne", "5903"),
        SectionRow("Valbois", "5900"),
    ]
    assert [found.label for found in queries.streets("rue")] == [
        "Rue Basse, 5902 Mesnil",
        "Rue Haute, 5902 Mesnil",
        "Rue Haute, 5903 Tarmagne",
    ]
