"""An account becomes somebody's: by a trusted source, or by an agent who saw them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from beffroi.journal.models import Event
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people import actions, queries
from beffroi.people.models import Account, IdentityCheck, IdentityLink, Person
from beffroi.people.policies import Level

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _commune(clock):
    make.organisation()


def facts() -> list[str]:
    return list(Event.objects.order_by("recorded_at", "pk").values_list("name", flat=True))


class TestAccounts:
    def test_an_account_is_made_with_its_fact_and_a_proved_address(self):
        account = actions.create_account(" Elise@Demo.example ", "un-mot-de-passe", verified=True)
        assert (account.email, account.check_password("un-mot-de-passe")) == ("elise@demo.example", True)
        assert [(a.verified, a.primary) for a in account.emailaddress_set.all()] == [(True, True)]
        assert [(e.name, e.payload) for e in Event.objects.all()] == [("AccountCreated", {"verified": True})]

    def test_one_address_opens_one_account_whatever_its_case(self):
        make.account("elise@demo.example")
        with pytest.raises(actions.AddressTaken):
            actions.create_account("ELISE@demo.example")

    def test_several_accounts_may_have_no_address(self):
        assert [actions.create_account(None).email, actions.create_account(None).email] == [None, None]

    def test_djangos_own_commands_still_make_accounts(self):
        root = Account.objects.create_superuser("Root@demo.example", "un-mot-de-passe")
        assert (root.email, root.is_staff, root.is_superuser) == ("root@demo.example", True, True)
        assert Account.objects.get_by_natural_key("ROOT@demo.example") == root
        with pytest.raises(ValueError):
            Account.objects.create_user("")


class TestLinking:
    def test_the_first_time_makes_the_person(self):
        account = make.account()
        person = actions.link_identity(account=account, claims=make.claims())
        assert (person.full_name, person.birth, person.birth_precision) == (
            "Élise Tavernaux",
            "1985-07-30",
            "day",
        )
        assert queries.identity_of(account.pk).person_id == person.pk
        assert facts() == ["AccountCreated", "IdentityLinked"]
        assert Event.objects.get(name="IdentityLinked").payload == {"method": "eid", "level": 500}

    def test_a_birth_that_the_source_does_not_give_is_not_read_off_the_number(self):
        person = actions.link_identity(account=make.account(), claims=make.claims(birth_date=None))
        assert (person.birth, person.birth_precision) == ("", "unknown")

    def test_the_person_is_found_again_by_number(self):
        first, second = make.person(), make.person(given_names="Elise")
        assert first == second
        assert (Person.objects.count(), IdentityLink.objects.count()) == (1, 2)

    def test_an_account_never_changes_hands(self):
        account = make.account()
        actions.link_identity(account=account, claims=make.claims())
        with pytest.raises(actions.AccountOfSomeoneElse):
            actions.link_identity(account=account, claims=make.claims(date(1990, 2, 3)))
        assert Person.objects.count() == 1

    def test_coming_back_by_the_same_means_leaves_no_second_fact(self):
        account = make.account()
        for _time in range(2):
            actions.link_identity(account=account, claims=make.claims())
        assert facts().count("IdentityLinked") == 1

    def test_a_stronger_means_raises_the_link(self):
        account = make.account()
        actions.link_identity(account=account, claims=make.claims(method="itsme", level=450))
        actions.link_identity(account=account, claims=make.claims())
        assert queries.identity_of(account.pk).level == Level.EID
        assert facts().count("IdentityLinked") == 2

    def test_claims_show_no_number_in_a_log(self):
        assert "850730" not in repr(make.claims())

    def test_facts_hold_no_name(self):
        make.person()
        rows = repr(list(Event.objects.values())).casefold()
        assert "tavernaux" not in rows and "850730" not in rows


class TestChecking:
    def test_an_agent_vouches_for_an_account(self):
        clerk, account, person = make.clerk(), make.account(), make.person()
        actions.record_identity_check(actor=clerk, account=account, person_id=person.pk, how="passeport")
        check = IdentityCheck.objects.get()
        assert (check.person, check.agent_id, check.how) == (person, clerk.agent_id, "passeport")
        assert facts()[-2:] == ["IdentityLinked", "IdentityChecked"]
        assert Event.objects.get(name="IdentityChecked").payload == {}

    def test_only_agents_at_a_counter_do(self):
        account, person = make.account(), make.person()
        for actor in (make.citizen(), make.editor(), make.till()):
            with pytest.raises(Forbidden):
                actions.record_identity_check(actor=actor, account=account, person_id=person.pk, how="carte")

    def test_nobody_vouches_for_themself(self):
        clerk = make.clerk()
        account = Account.objects.get(pk=clerk.account_id)
        person = actions.link_identity(account=account, claims=make.claims())
        with pytest.raises(Forbidden):
            actions.record_identity_check(
                actor=queries.desk_actor(account=account), account=account, person_id=person.pk, how="carte"
            )

    def test_nobody_makes_their_own_account_somebody_elses(self):
        """It would open that person's requests and documents to whoever holds the stamp."""
        clerk, person = make.clerk(), make.person()
        own = Account.objects.get(pk=clerk.account_id)
        with pytest.raises(Forbidden):
            actions.record_identity_check(actor=clerk, account=own, person_id=person.pk, how="carte")
        assert queries.identity_of(own.pk) is None

    def test_the_person_must_exist_and_the_account_be_free(self):
        clerk, account = make.clerk(), make.account()
        with pytest.raises(NotFound):
            actions.record_identity_check(actor=clerk, account=account, person_id=uuid4(), how="carte")
        actions.link_identity(account=account, claims=make.claims())
        other = make.person(birth=date(1990, 2, 3))
        with pytest.raises(actions.AccountOfSomeoneElse):
            actions.record_identity_check(actor=clerk, account=account, person_id=other.pk, how="carte")


class TestSummaries:
    def test_a_person_on_a_screen(self):
        person = make.person()
        Person.objects.filter(pk=person.pk).update(
            street="Rue Haute", house_number="4-6", box="2A", postal_code="5900", locality="Valbois"
        )
        summary = queries.person_summary(person.pk)
        assert (summary.full_name, summary.birth, summary.address_lines, summary.masked_number) == (
            "Élise Tavernaux",
            "1985-07-30",
            ("Rue Haute 4-6 boîte 2A", "5900 Valbois"),
            "**.**.**-***.33",
        )
        with pytest.raises(NotFound):
            queries.person_summary(uuid4())

    def test_a_form_is_prefilled_as_far_as_the_level_allows(self):
        citizen = make.citizen()
        number = queries.number_of(citizen.person_id)
        assert queries.prefill_profile(citizen) == {
            "email": "elise@demo.example",
            "given_names": "Élise",
            "family_name": "Tavernaux",
            "birth_date": "1985-07-30",
            "country": "BE",
            "number": str(number),
            "number_masked": "**.**.**-***.33",
        }
        account = Account.objects.get(pk=citizen.account_id)
        by_password = queries.portal_actor(account=account, level=0, method="")
        assert queries.prefill_profile(by_password) == {"email": "elise@demo.example"}

    def test_a_pseudonym_points_at_a_person_in_a_role(self):
        citizen = make.citizen()
        found = queries.pseudonym_ref(citizen.person_id, role="applicant")
        assert (found.kind, found.uuid, found.role) == ("person", citizen.pseudonym, "applicant")
        with pytest.raises(NotFound):
            queries.pseudonym_ref(uuid4())
