"""The journal as XES: valid, one trace per case, in the order of the chain."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from lxml import etree

from beffroi.journal.actions import seal_facts
from beffroi.journal.events import Process
from beffroi.journal.queries import export_xes, logs
from beffroi.lib.refs import ObjectRef

from .factories import CITIZEN, CLERK, ParcelReturned, clerk, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NAMESPACE = {"x": "http://www.xes-standard.org/"}
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "xes.xsd"))
PROCESS = Process("acte-de-naissance", 4, "draft", "received", "commune")


def case(number: int) -> ObjectRef:
    return ObjectRef("case", UUID(int=number))


def exported():
    seal_facts()
    stream = BytesIO()
    export_xes(stream)
    log = etree.fromstring(stream.getvalue())
    SCHEMA.assertValid(log)
    return log


def values(element, tag="*"):
    return {
        child.get("key"): child.get("value")
        for child in element.findall(f"x:{tag}", NAMESPACE)
        if child.get("key")
    }


def test_an_empty_journal_is_a_valid_log():
    log = exported()
    assert [child.tag.split("}")[1] for child in log] == [
        *["extension"] * 5,
        *["global"] * 2,
        *["classifier"] * 2,
    ]


def test_the_classifiers_use_what_every_event_has():
    log = exported()
    everywhere = values(log.find("x:global[@scope='event']", NAMESPACE)).keys()
    keys = {
        key for classifier in log.findall("x:classifier", NAMESPACE) for key in classifier.get("keys").split()
    }
    assert keys <= everywhere


def test_every_event_has_the_global_attributes_and_every_prefix_is_declared():
    tell(case(1), fact=ParcelReturned(), process=PROCESS)
    tell(case(1), actor=clerk)
    log = exported()
    everywhere = values(log.find("x:global[@scope='event']", NAMESPACE)).keys()
    assert all(everywhere <= values(event).keys() for event in log.iterfind(".//x:event", NAMESPACE))
    used = {key.split(":")[0] for key in log.xpath("//@key") if ":" in key}
    assert used <= {extension.get("prefix") for extension in log.findall("x:extension", NAMESPACE)}


def test_a_case_is_a_trace_in_the_order_of_the_chain():
    tell(case(1), process=PROCESS)
    tell(case(2))
    tell(case(1), fact=ParcelReturned(reason="refus"))
    tell(CITIZEN)  # about no case: in no trace
    log = exported()
    traces = {
        values(trace)["concept:name"]: [
            values(event)["concept:name"] for event in trace.findall("x:event", NAMESPACE)
        ]
        for trace in log.findall("x:trace", NAMESPACE)
    }
    assert traces == {
        str(UUID(int=1)): ["ParcelReceived", "ParcelReturned"],
        str(UUID(int=2)): ["ParcelReceived"],
    }


def test_an_event_tells_when_who_as_what_and_where_the_case_stands():
    event = tell(case(1).as_role("subject"), case(1).as_role("parent"), actor=clerk, process=PROCESS)
    log = exported()
    trace = log.find("x:trace", NAMESPACE)
    assert values(trace) == {"concept:name": str(UUID(int=1)), "procedure": "acte-de-naissance"}
    assert [values(told) for told in trace.findall("x:event", NAMESPACE)] == [
        {
            "concept:name": "ParcelReceived",
            "time:timestamp": "2026-11-24T09:00:00.000+00:00",
            "lifecycle:transition": "complete",
            "org:role": "clerk",
            "org:group": "population",
            "identity:id": str(event.uuid),
            "label": "Colis reçu",
            "channel": "counter",
            "procedure": "acte-de-naissance",
            "procedure_version": "4",
            "phase_before": "draft",
            "phase_after": "received",
            "next_turn": "commune",
            "precision": "second",
            "recorded_at": "2026-11-24T09:00:00.000+00:00",
            "seal": "1",
            "fact_weight": "3",
            "fact_fragile": "true",
            "fact_contents": "livre carte",
        }
    ]


def test_no_agent_is_named():
    tell(case(1), CLERK.as_role("handler"), actor=clerk)
    assert str(CLERK.uuid).encode() not in etree.tostring(exported())


def test_what_is_not_sealed_yet_is_not_told():
    tell(case(1))
    stream = BytesIO()
    assert (export_xes(stream), b"<trace>" in stream.getvalue()) == (0, False)


@pytest.mark.parametrize("cases", [2, 6])
def test_memory_and_queries_follow_batches_not_cases(cases, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(logs, "_BATCH", 2)
    monkeypatch.setattr(logs.batches, "__defaults__", (2,))
    for number in range(cases):
        tell(case(number + 1))
    seal_facts()
    with django_assert_num_queries(2 + cases // 2):  # last seal, cases, and one per batch
        assert export_xes(BytesIO()) == cases


def test_a_fact_that_this_release_no_longer_knows_is_still_told():
    from beffroi.journal.events import _registry

    tell(case(1))
    forgotten = _registry.pop("ParcelReceived")
    try:
        told = values(exported().find(".//x:event", NAMESPACE))
    finally:
        _registry["ParcelReceived"] = forgotten
    assert told["concept:name"] == "ParcelReceived"
    assert "fact_weight" not in told
