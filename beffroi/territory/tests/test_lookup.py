"""People find their street and their commune however they type."""

from __future__ import annotations

from datetime import date

import pytest

from beffroi.territory import actions, queries
from beffroi.territory.rules import MunicipalityRow, StreetRow, fold

from .factories import school, territory


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Rue de l’Église", "rue de l eglise"),
        ("RUE DE L'EGLISE", "rue de l eglise"),
        ("Sacré-Cœur", "sacre coeur"),
        ("  Grand'Place ", "grand place"),
        ("Rue du 8 Mai", "rue du 8 mai"),
        ("", ""),
        ("—", ""),
    ],
)
def test_names_are_folded(written, folded):
    assert fold(written) == folded


@pytest.mark.django_db
class TestStreets:
    @pytest.fixture(autouse=True)
    def _streets(self, clock):
        territory(
            StreetRow("Valbois", "Rue des Écoles"),
            StreetRow("Mesnil", "Rue des Écoles"),
            StreetRow("Valbois", "École-Basse"),
            StreetRow("Valbois", "Place du Marché"),
        )

    def test_accents_and_case_do_not_matter_and_beginnings_come_first(self):
        assert [street.label for street in queries.streets("ECOLE")] == [
            "École-Basse, 5900 Valbois",
            "Rue des Écoles, 5901 Mesnil",
            "Rue des Écoles, 5900 Valbois",
        ]

    def test_only_beginnings_of_words_count(self):
        assert queries.streets("arché") == []
        assert [street.name for street in queries.streets("marc")] == ["Place du Marché"]

    def test_a_limit_is_kept_and_nothing_typed_finds_nothing(self):
        assert len(queries.streets("ecole", limit=2)) == 2
        assert queries.streets(" ’ ") == []

    def test_wildcards_are_letters_like_others(self):
        assert queries.streets("%") == []

    def test_homonyms_are_told_apart_by_section(self):
        assert [(s.section, s.postal_code) for s in queries.street_homonyms("rue des ecoles")] == [
            ("Mesnil", "5901"),
            ("Valbois", "5900"),
        ]

    def test_the_number_of_queries_does_not_grow(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            queries.streets("marche")
        with django_assert_num_queries(1):
            queries.streets("ecole")

    def test_a_retired_street_is_no_longer_offered_and_may_come_back(self):
        gone = StreetRow("Valbois", "Place du Marché")
        actions.load_territory(retired_streets=[gone])
        assert queries.streets("marche") == []
        actions.load_territory(streets=[gone])
        assert [street.name for street in queries.streets("marche")] == ["Place du Marché"]


@pytest.mark.django_db
class TestMunicipalities:
    @pytest.fixture(autouse=True)
    def _merger(self, clock):
        territory()
        actions.load_territory(
            municipalities=[
                MunicipalityRow(
                    "90003", "Ancienne", "Namur", date(2019, 1, 1), date(2024, 12, 31), home=True
                ),
            ]
        )

    def test_codes_ended_by_a_merger_are_not_offered_any_more(self):
        assert [found.name for found in queries.municipalities("")] == ["Éghezois", "Valbois"]
        assert [found.nis for found in queries.municipalities("anc", on=date(2024, 12, 31))] == ["90003"]

    def test_accents_do_not_matter(self):
        assert [found.nis for found in queries.municipalities("eghe")] == ["90002"]

    @pytest.mark.parametrize(
        ("nis", "resident"), [("90001", True), ("90003", True), ("90002", False), ("", False)]
    )
    def test_residence_is_told_by_the_code_present_or_past(self, nis, resident):
        assert queries.is_resident_nis(nis) is resident


@pytest.mark.django_db
def test_schools_are_filtered_by_network_and_level(clock):
    territory()
    free = school(fase_site="1002", name="Athénée", network="WBE", levels=("Secondaire",))
    actions.load_territory(schools=[school(), free])
    assert [found.name for found in queries.schools()] == ["Athénée", "École du Tilleul"]
    assert [found.name for found in queries.schools(network="WBE")] == ["Athénée"]
    assert [found.name for found in queries.schools(level="Fondamental")] == ["École du Tilleul"]
