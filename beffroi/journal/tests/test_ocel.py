"""The journal as OCEL 2.0: every fact, every object, linked by role."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, StrictStr

from beffroi.journal.actions import seal_facts
from beffroi.journal.events import Process
from beffroi.journal.queries import export_ocel, logs
from beffroi.lib.refs import ObjectRef

from .factories import CITIZEN, CLERK, ParcelReturned, clerk, parcel, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CASE = ObjectRef("case", UUID(int=7))
TYPES = ("string", "time", "integer", "float", "boolean")


class Strict(BaseModel):
    """The JSON structure of OCEL 2.0 (specification of 2023, chapter 7), written down for our tests."""

    model_config = ConfigDict(extra="forbid")


class Named(Strict):
    name: StrictStr
    type: StrictStr


class Type(Strict):
    name: StrictStr
    attributes: list[Named]


class Value(Strict):
    name: StrictStr
    value: StrictStr


class DatedValue(Value):
    time: AwareDatetime


class Relationship(Strict):
    objectId: StrictStr
    qualifier: StrictStr


class Object(Strict):
    id: StrictStr
    type: StrictStr
    attributes: list[DatedValue]
    relationships: list[Relationship]


class Event(Strict):
    id: StrictStr
    type: StrictStr
    time: AwareDatetime
    attributes: list[Value]
    relationships: list[Relationship]


class Log(Strict):
    objectTypes: list[Type]
    eventTypes: list[Type]
    objects: list[Object]
    events: list[Event]


def exported():
    seal_facts()
    stream = BytesIO()
    export_ocel(stream)
    told = json.loads(stream.getvalue())
    check(Log.model_validate(told))
    return told


def check(log: Log) -> None:
    """What the structure cannot say: ids are unique, links and types resolve, attributes are declared and of their type."""
    objects, events = [item.id for item in log.objects], [item.id for item in log.events]
    assert len(set(objects)) == len(objects)
    assert len(set(events)) == len(events)
    assert {link.objectId for item in log.events for link in item.relationships} <= set(objects)
    for items, types in ((log.objects, log.objectTypes), (log.events, log.eventTypes)):
        declared = {
            kind.name: {attribute.name: attribute.type for attribute in kind.attributes} for kind in types
        }
        assert {name for kinds in declared.values() for name in kinds.values()} <= set(TYPES)
        for item in items:
            for attribute in item.attributes:
                kind = declared[item.type][attribute.name]
                assert kind != "integer" or str(int(attribute.value)) == attribute.value
                assert kind != "time" or datetime.fromisoformat(attribute.value).tzinfo
                assert kind != "boolean" or attribute.value in ("true", "false")


def test_an_empty_journal_is_a_valid_log():
    assert exported() == {"objectTypes": [], "eventTypes": [], "objects": [], "events": []}


def test_a_fact_is_an_event_linked_to_its_objects_by_their_roles():
    event = tell(CASE, CITIZEN.as_role("applicant"), actor=clerk)
    assert exported()["events"] == [
        {
            "id": str(event.uuid),
            "type": "ParcelReceived",
            "time": "2026-11-24T09:00:00.000+00:00",
            "attributes": [
                {"name": "label", "value": "Colis reçu"},
                {"name": "role", "value": "clerk"},
                {"name": "department", "value": "population"},
                {"name": "channel", "value": "counter"},
                {"name": "precision", "value": "second"},
                {"name": "recorded_at", "value": "2026-11-24T09:00:00.000+00:00"},
                {"name": "seal", "value": "1"},
                {"name": "fact_weight", "value": "3"},
                {"name": "fact_fragile", "value": "true"},
                {"name": "fact_contents", "value": "livre carte"},
            ],
            "relationships": [
                {"objectId": f"case:{CASE.uuid}", "qualifier": "case"},
                {"objectId": f"person:{CITIZEN.uuid}", "qualifier": "applicant"},
            ],
        }
    ]


def test_the_types_declare_what_events_and_objects_carry():
    tell(CASE, CITIZEN)
    told = exported()
    assert told["objectTypes"] == [
        {
            "name": "case",
            "attributes": [{"name": "procedure", "type": "string"}, {"name": "phase", "type": "string"}],
        },
        {"name": "person", "attributes": []},
    ]
    [kind] = told["eventTypes"]
    assert kind["name"] == "ParcelReceived"
    assert [attribute for attribute in kind["attributes"] if attribute["name"].startswith("fact_")] == [
        {"name": "fact_weight", "type": "integer"},
        {"name": "fact_fragile", "type": "boolean"},
        {"name": "fact_contents", "type": "string"},
    ]


def test_a_case_carries_its_procedure_and_each_phase_that_it_entered(clock):
    for days, phase in enumerate(("received", "received", "decided")):
        with clock.at(NOW + timedelta(days=days)):
            tell(CASE, process=Process("acte-de-naissance", 1, phase_after=phase))
    [told] = exported()["objects"]
    assert told["attributes"] == [
        {"name": "procedure", "value": "acte-de-naissance", "time": "2026-11-24T09:00:00.000+00:00"},
        {"name": "phase", "value": "received", "time": "2026-11-24T09:00:00.000+00:00"},
        {"name": "phase", "value": "decided", "time": "2026-11-26T09:00:00.000+00:00"},
    ]


def test_events_follow_the_chain():
    tell(fact=ParcelReturned(), occurred_at=NOW)
    tell(fact=parcel(), occurred_at=NOW - timedelta(days=30))
    assert [event["type"] for event in exported()["events"]] == ["ParcelReturned", "ParcelReceived"]


def test_no_agent_is_named():
    tell(CASE, CLERK.as_role("handler"), actor=clerk)
    assert str(CLERK.uuid) not in json.dumps(exported())


@pytest.mark.parametrize("count", [1, 3])
def test_few_queries_however_many_facts(count, django_assert_num_queries):
    for number in range(count):
        tell(ObjectRef("case", UUID(int=number + 1)), CITIZEN)
    seal_facts()
    # last seal; types of objects and of events; objects and the histories of cases; a page of events (two), and its end
    with django_assert_num_queries(8):
        assert export_ocel(BytesIO()) == count


def test_a_withheld_kind_is_not_even_a_type():
    tell(*(ObjectRef(kind, UUID(int=1)) for kind in logs.WITHHELD))
    assert exported()["objectTypes"] == []
