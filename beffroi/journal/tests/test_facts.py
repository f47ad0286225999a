"""Recording: in the verb's transaction, whole, in few queries, for ever."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from beffroi.journal import queries
from beffroi.journal.actions import OutsideTransaction, reaction, record, seal_facts
from beffroi.journal.events import Process
from beffroi.journal.models import Event, EventObject, Job, Unsealed
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef

from .factories import CITIZEN, CLERK, ParcelReceived, a_case, citizen, clerk, mandatary, parcel, tell

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_fact_holds_who_what_when_and_where_the_case_stands(clock):
    case = a_case()
    process = Process("acte-de-naissance", 4, "draft", "received", "commune", date(2026, 12, 9))
    event = tell(case.as_role("subject"), CITIZEN.as_role("applicant"), actor=clerk, process=process)
    event.refresh_from_db()
    told = {
        field.name: getattr(event, field.name)
        for field in Event._meta.fields
        if field.name not in ("id", "uuid")
    }
    assert told == {
        "name": "ParcelReceived",
        "version": 1,
        "occurred_at": NOW,
        "recorded_at": NOW,
        "precision": "second",
        "actor_kind": "agent",
        "actor_uuid": CLERK.uuid,
        "behalf_kind": "",
        "behalf_uuid": None,
        "role": "clerk",
        "department": "population",
        "channel": "counter",
        "procedure": "acte-de-naissance",
        "procedure_version": 4,
        "phase_before": "draft",
        "phase_after": "received",
        "next_turn": "commune",
        "due_on": date(2026, 12, 9),
        "payload": {"weight": 3, "fragile": True, "contents": ["livre", "carte"]},
    }
    assert event.fact() == parcel()
    assert [link.ref for link in event.objects_in_order()] == [
        case.as_role("subject"),
        CITIZEN.as_role("applicant"),
    ]


@pytest.mark.django_db
def test_a_representative_acts_on_someones_behalf():
    event = tell(actor=mandatary)
    assert (event.behalf_kind, event.behalf_uuid) == ("person", CITIZEN.uuid)


@pytest.mark.django_db
def test_the_house_acts_without_a_person():
    event = tell(actor=HOUSE)
    assert (event.actor_kind, event.actor_uuid, event.role, event.channel) == ("", None, "system", "system")


@pytest.mark.django_db
def test_what_is_learned_later_says_when_it_happened_and_how_exactly(clock):
    birth = datetime(1985, 7, 1, tzinfo=UTC)
    event = tell(occurred_at=birth, precision="month")
    assert (event.occurred_at, event.recorded_at, event.precision) == (birth, NOW, "month")


@pytest.mark.django_db
def test_objects_are_found_by_kind_and_by_role():
    case, first, second = (
        a_case(),
        ObjectRef("document", uuid4(), "product"),
        ObjectRef("document", uuid4(), "source"),
    )
    event = tell(case, first, second)
    assert event.object("case") == case.uuid
    assert event.object("document") == first.uuid
    assert event.object("document", "source") == second.uuid
    assert event.object("person") is None
    assert event.objects_by_role("product") == [first]


@pytest.mark.django_db
def test_an_object_given_twice_in_one_role_is_kept_once():
    case = a_case()
    assert [link.ref for link in tell(case, case).objects_in_order()] == [case]


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction, match="ParcelReceived"):
        record(parcel(), actor=citizen, about=[])
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_verb_that_fails_leaves_neither_fact_nor_job(registers):
    @reaction(ParcelReceived)
    def say_so(event):
        """Never called."""

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(parcel(), actor=citizen, about=[a_case()])
        1 / 0  # noqa: B018
    assert [model.objects.count() for model in (Event, EventObject, Unsealed, Job)] == [0, 0, 0, 0]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_a_fact_costs_four_inserts_however_many_objects_and_reactions(
    count, registers, django_assert_num_queries
):
    for number in range(count):

        def react(event):
            """Never called."""

        react.__name__ = f"react_{number}"
        reaction(ParcelReceived)(react)
    with transaction.atomic(), django_assert_num_queries(4):
        record(parcel(), actor=citizen, about=[a_case() for _ in range(count)])
    assert Job.objects.count() == count


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_history_of_an_object_is_read_in_two_queries(count, django_assert_num_queries):
    case = a_case()
    told = [tell(case, CITIZEN) for _ in range(count)]
    tell(a_case())
    with django_assert_num_queries(2):
        history = [(event, event.object("person")) for event in queries.events_about(case)]
    assert history == [(event, CITIZEN.uuid) for event in told]


@pytest.mark.django_db
def test_a_history_may_be_asked_for_one_role_only():
    case = a_case()
    subject = tell(case.as_role("subject"))
    tell(case.as_role("sibling"))
    assert list(queries.events_about(case.as_role("subject"))) == [subject]


@pytest.mark.django_db
def test_readers_follow_seal_numbers():
    told = [tell() for _ in range(3)]
    assert queries.events() == []
    seal_facts()
    assert queries.events(after_seal=1, limit=5) == [(2, told[1]), (3, told[2])]


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["event", "eventobject", "seal", "consultation", "consultationsubject"])
@pytest.mark.parametrize("change", ["UPDATE journal_{0} SET {1} = {1}", "DELETE FROM journal_{0}"])
def test_the_database_refuses_to_change_what_is_written(table, change):
    from django.db import connection

    from beffroi.journal.actions import consult

    tell(a_case())
    seal_facts()
    consult(actor=clerk, reason="Traitement du dossier", screen="desk:case", subjects=[CITIZEN])
    column = "number" if table == "seal" else "id"
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table, column))
