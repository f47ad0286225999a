"""A demonstration is full of people who do not exist, and of nobody else."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

import pytest

from beffroi.people import actions, queries
from beffroi.people.connectors.fas.demonstration import DemonstrationCitizen
from beffroi.people.models import (
    Account,
    NationalNumber,
    Organisation,
    Person,
    RegisterEntry,
    RegisterHousehold,
)
from beffroi.people.policies import Level, Role
from beffroi.people.rules import cast
from beffroi.people.rules.numbers import is_fictional, normalise
from beffroi.people.rules.residents import Place, Street, households

from . import factories as make
from .packs import write_pack

TODAY = date(2026, 11, 24)


def invent(count: int = 300, seed: int = 1):
    return households(
        count=count,
        seed=seed,
        today=TODAY,
        nis="90001",
        streets=[Street("Rue Haute", "5900", "Valbois"), Street("Rue Neuve", "5901", "Mesnil")],
        places=[Place("90001", "Valbois"), Place("90002", "Éghezois")],
    )


class TestInvention:
    def test_it_is_the_same_for_the_same_seed_and_differs_for_another(self):
        assert invent() == invent()
        assert invent(seed=2) != invent()

    @pytest.mark.parametrize("count", [0, 1, 4, 5, 300, 1000])
    def test_there_are_as_many_as_asked(self, count):
        assert sum(len(household.members) for household in invent(count)) == count

    def test_every_number_is_valid_unique_and_nobodys(self):
        numbers = [one.national_number for household in invent(1000) for one in household.members]
        assert len(set(numbers)) == len(numbers) == 1000
        assert all(normalise(number) == number and is_fictional(number) for number in numbers)

    def test_a_household_has_one_reference_person_first(self):
        for household in invent():
            relations = [one.relation for one in household.members]
            assert relations[0] == "reference" and "reference" not in relations[1:]

    def test_lives_are_in_order(self):
        for household in invent(1000):
            reference = household.members[0]
            assert household.residence.since <= TODAY
            for one in household.members:
                assert one.birth <= min(one.civil_status_since, one.registered_on) <= TODAY
                assert household.residence.since <= one.registered_on
                if one.relation == "child":
                    assert one.birth.year - reference.birth.year >= 18
            days = [day for home in household.before for day in (home.since, home.until)]
            assert days == sorted(days)

    def test_addresses_follow_each_other_without_a_gap(self):
        for household in invent():
            ends = [home.until for home in household.before]
            starts = [home.since for home in (*household.before, household.residence)][1:]
            assert all((start - end).days == 1 for start, end in zip(starts, ends, strict=True))

    def test_the_commune_is_made_of_all_kinds_of_households(self):
        relations = Counter(one.relation for household in invent() for one in household.members)
        assert {"reference", "spouse", "cohabitant", "partner", "child", "parent"} == set(relations)
        assert {one.nationality for household in invent() for one in household.members} > {"BE", "PT"}

    def test_the_cast_is_always_there_first(self):
        first = invent(6)
        assert [[one.given_names for one in household.members] for household in first] == [
            ["Élise", "Bastien", "Louise", "Simon"],
            ["Georges"],
            ["Inès"],
        ]
        assert first[0].members[0].national_number == cast.ELISE.national_number == "85073099833"


@pytest.mark.django_db
class TestFilling:
    @pytest.fixture(autouse=True)
    def _pack(self, clock, tmp_path):
        actions.load_pack(write_pack(tmp_path / "valbois"))

    def test_the_register_is_filled_once(self):
        first = actions.populate_demonstration(count=20)
        assert actions.populate_demonstration(count=50) == first
        assert (first.residents, RegisterEntry.objects.count(), NationalNumber.objects.count()) == (
            20,
            20,
            20,
        )
        assert set(RegisterHousehold.objects.values_list("locality", "nis")) == {
            ("Valbois", "90001"),
            ("Mesnil", "90001"),
        }

    def test_somebody_who_came_in_before_is_found_not_made_twice(self):
        account = make.account()
        elise = actions.link_identity(account=account, claims=make.claims())
        actions.populate_demonstration(count=6)
        assert Person.objects.count() == 6
        assert RegisterEntry.objects.filter(person=elise, relation="reference").exists()

    def test_three_hundred_cost_no_more_statements_than_ten(self, django_assert_max_num_queries):
        with django_assert_max_num_queries(40):
            actions.populate_demonstration(count=300)

    def test_the_accounts_of_the_cast_open_with_what_they_prove(self):
        actions.populate_demonstration(count=10)
        accounts = actions.create_demonstration_accounts()
        assert actions.create_demonstration_accounts() == accounts == queries.demonstration_accounts()
        assert Account.objects.count() == len(accounts) == 11
        levels = {
            email: queries.portal_actor(account=Account.objects.get(email=email), level=0, method="").level
            for email in ("elise@demo.example", "georges@demo.example", "ines@demo.example")
        }
        assert list(levels.values()) == [Level.EMAIL, Level.CHECKED, Level.EMAIL]
        assert all(Account.objects.get(email=one.email).check_password(one.password) for one in accounts)

    def test_agents_work_where_their_role_says(self):
        actions.create_demonstration_accounts()
        posts = {
            agent.role: queries.desk_actor(account=Account.objects.get(email=agent.email))
            for agent in cast.AGENTS
        }
        assert {role: actor.departments for role, actor in posts.items()} == {
            Role.CLERK: {"population", "travaux"},
            Role.HEAD: {"population", "travaux"},
            Role.TILL: {"population", "travaux"},
            Role.EDITOR: set(),
            Role.DPO: set(),
            Role.ARCHIVIST: set(),
            Role.MANAGER: {"travaux"},
            Role.ADMIN: {"travaux"},
        }
        assert posts[Role.CLERK].roles == {"clerk", "registrar"}

    def test_the_federal_demonstration_knows_the_adults(self):
        citizens = queries.demonstration_citizens()
        assert [citizen.given_names for citizen in citizens] == ["Élise", "Bastien", "Georges", "Inès"]
        assert all(isinstance(citizen, DemonstrationCitizen) for citizen in citizens)

    def test_a_real_commune_gets_none_of_it(self):
        Organisation.objects.update(demonstration=False)
        for verb in (
            actions.populate_demonstration,
            actions.create_demonstration_accounts,
            lambda: actions.serve_demonstration_identity(
                port=1, issuer="http://localhost:1", base_url="http://localhost", stop=threading.Event()
            ),
        ):
            with pytest.raises(actions.NotADemonstration):
                verb()
        assert not RegisterEntry.objects.exists() and not Account.objects.exists()
