"""The population register: for the right people, with the reason written before anything is read."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from beffroi.journal.models import Consultation, ConsultationSubject
from beffroi.lib.acting import HOUSE
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people import actions, queries
from beffroi.people.models import Account, Person, RegisterAddress, RegisterEntry, RegisterHousehold
from beffroi.people.policies import Level
from beffroi.people.rules.addresses import Residence

from . import factories as make

pytestmark = pytest.mark.django_db

_HOME = {
    "street": "Rue Haute",
    "house_number": "4-6",
    "box": "2A",
    "postal_code": "5900",
    "locality": "Valbois",
    "nis": "90001",
}
_BEFORE = _HOME | {"street": "Rue Basse", "house_number": "1", "box": ""}


@pytest.fixture(autouse=True)
def _commune(clock):
    make.organisation()


@pytest.fixture
def citizen():
    """Élise, registered with a spouse, a child born later and a parent who died."""
    citizen = make.citizen()
    household = RegisterHousehold.objects.create(**_HOME, since=date(2013, 4, 2))
    elise = _register(Person.objects.get(pk=citizen.person_id), household, "reference", 0, "married")
    spouse = make.person(birth=date(1983, 3, 12), counter=999, given_names="Bastien", family_name="Ronvaux")
    child = make.person(birth=date(2017, 9, 21), counter=999, given_names="Simon", family_name="Ronvaux")
    parent = make.person(birth=date(1950, 1, 1), counter=999, given_names="Jean", family_name="Tavernaux")
    _register(spouse, household, "spouse", 1, "married")
    _register(child, household, "child", 2, registered_on=date(2017, 9, 21))
    _register(parent, household, "parent", 3, "widowed", deceased_on=date(2020, 5, 5))
    RegisterAddress.objects.create(entry=elise, **_BEFORE, since=date(1985, 7, 30), until=date(2013, 4, 1))
    RegisterAddress.objects.create(entry=elise, **_HOME, since=date(2013, 4, 2))
    return citizen


def _register(person, household, relation, position, civil_status="single", **changes):
    return RegisterEntry.objects.create(
        person=person,
        household=household,
        relation=relation,
        position=position,
        civil_status=civil_status,
        civil_status_since=date(2012, 6, 16),
        nationality_since=date(1985, 7, 30),
        **{"registered_on": date(2013, 4, 2), **changes},
    )


def test_everything_a_certificate_needs(citizen):
    record = actions.consult_register(
        actor=citizen, person_id=citizen.person_id, reason="certificat", screen=""
    )
    assert (record.given_names, record.family_name, record.birth) == ("Élise", "Tavernaux", "1985-07-30")
    assert record.masked_number == "**.**.**-***.33"
    assert (record.nationality, record.nationality_label) == ("BE", "belge")
    assert (record.civil_status_label, record.civil_status_since) == ("marié(e)", date(2012, 6, 16))
    assert record.residences == (
        Residence(**_BEFORE, since=date(1985, 7, 30), until=date(2013, 4, 1)),
        Residence(**_HOME, since=date(2013, 4, 2)),
    )
    assert record.address.lines == ("Rue Haute 4-6 boîte 2A", "5900 Valbois")
    assert "démonstration" in record.source


def test_a_household_starts_with_its_reference_person_and_leaves_the_dead_out(citizen):
    record = actions.consult_register(
        actor=citizen, person_id=citizen.person_id, reason="composition", screen=""
    )
    assert [(member.given_names, member.relation_label, member.since) for member in record.household] == [
        ("Élise", "personne de référence", date(2013, 4, 2)),
        ("Bastien", "époux ou épouse", date(2013, 4, 2)),
        ("Simon", "enfant", date(2017, 9, 21)),
    ]


def test_ones_own_data_needs_no_record(citizen):
    actions.consult_register(
        actor=citizen, person_id=citizen.person_id, reason="mes données", screen="profil"
    )
    assert not Consultation.objects.exists()


def test_an_agent_of_the_register_leaves_who_why_where_and_about_whom(citizen):
    clerk = make.clerk()
    actions.consult_register(
        actor=clerk, person_id=citizen.person_id, reason="dossier 2026-1", screen="dossier"
    )
    consultation = Consultation.objects.get()
    assert (consultation.actor_uuid, consultation.reason, consultation.screen) == (
        clerk.agent_id,
        "dossier 2026-1",
        "dossier",
    )
    assert ConsultationSubject.objects.get().uuid == citizen.pseudonym


def test_a_look_at_someone_who_is_not_registered_is_a_look_too():
    person = make.person()
    with pytest.raises(actions.NotInRegister):
        actions.consult_register(actor=make.clerk(), person_id=person.pk, reason="dossier", screen="")
    assert Consultation.objects.count() == 1
    with pytest.raises(NotFound):
        actions.consult_register(actor=HOUSE, person_id=uuid4(), reason="dossier", screen="")


def test_no_consultation_without_a_reason(citizen):
    with pytest.raises(actions.NoReason):
        actions.consult_register(actor=make.clerk(), person_id=citizen.person_id, reason=" ", screen="")


def test_the_others_see_nothing(citizen):
    account = Account.objects.get(pk=citizen.account_id)
    by_password = queries.portal_actor(account=account, level=0, method="")
    assert by_password.level == Level.EMAIL
    for actor in (make.stranger(), make.till(), make.editor(), make.clerk("travaux"), by_password):
        with pytest.raises(Forbidden):
            actions.consult_register(actor=actor, person_id=citizen.person_id, reason="curiosité", screen="")
    assert not Consultation.objects.exists()


def test_an_agent_does_not_look_at_themself(citizen):
    clerk = make.clerk()
    account = Account.objects.get(pk=clerk.account_id)
    actions.link_identity(account=account, claims=make.claims())
    with pytest.raises(Forbidden):
        actions.consult_register(
            actor=queries.desk_actor(account=account), person_id=citizen.person_id, reason="moi", screen=""
        )


def test_the_database_keeps_the_register_coherent(citizen):
    entry = RegisterEntry.objects.get(person=citizen.person_id)
    for broken in (
        lambda: RegisterAddress.objects.create(entry=entry, **_HOME, since=date(2020, 1, 1)),
        lambda: RegisterEntry.objects.filter(relation="child").update(relation="reference"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_a_record_costs_the_same_for_one_member_and_for_three(citizen, django_assert_num_queries):
    with django_assert_num_queries(4):
        actions.consult_register(actor=citizen, person_id=citizen.person_id, reason="certificat", screen="")
