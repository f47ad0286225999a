"""What a fact is, and how old ones stay readable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.journal import events
from beffroi.journal.events import Fact, Process, UnknownFact, rebuild, upcaster

from .factories import ParcelReceived, parcel


@dataclass(frozen=True)
class EverythingHappened(Fact):
    label = "Tout est arrivé"

    text: str
    number: int
    truth: bool
    uuid: UUID
    day: date
    instant: datetime
    words: list[str]
    days: tuple[date, ...]
    perhaps: int | None = None


anything = st.builds(
    EverythingHappened,
    text=st.text(),
    number=st.integers(),
    truth=st.booleans(),
    uuid=st.uuids(),
    day=st.dates(),
    instant=st.datetimes(),
    words=st.lists(st.text()),
    days=st.lists(st.dates()).map(tuple),
    perhaps=st.none() | st.integers(),
)


@given(anything)
def test_a_fact_survives_its_payload(fact):
    assert rebuild("EverythingHappened", 1, fact.payload()) == fact


def test_a_fact_is_called_by_its_class_unless_it_says_otherwise():
    assert (ParcelReceived.name, ParcelReceived.version) == ("ParcelReceived", 1)
    assert events.registry()["ParcelReceived"] is ParcelReceived


def test_a_payload_is_plain_json():
    assert parcel().payload() == {"weight": 3, "fragile": True, "contents": ["livre", "carte"]}


def test_the_schema_comes_from_the_annotations():
    assert EverythingHappened.schema() == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "EverythingHappened v1",
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "number": {"type": "integer"},
            "truth": {"type": "boolean"},
            "uuid": {"type": "string", "format": "uuid"},
            "day": {"type": "string", "format": "date"},
            "instant": {"type": "string", "format": "date-time"},
            "words": {"type": "array", "items": {"type": "string"}},
            "days": {"type": "array", "items": {"type": "string", "format": "date"}},
            "perhaps": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        },
        "required": ["day", "days", "instant", "number", "perhaps", "text", "truth", "uuid", "words"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        (ParcelReceived(weight="3", fragile=True, contents=[]), "ParcelReceived.weight takes int, not str"),
        (ParcelReceived(weight=True, fragile=True, contents=[]), "ParcelReceived.weight takes int, not bool"),
        (
            ParcelReceived(weight=3, fragile=None, contents=[]),
            "ParcelReceived.fragile takes bool, not NoneType",
        ),
        (ParcelReceived(weight=3, fragile=True, contents=[4]), "ParcelReceived.contents takes str, not int"),
    ],
)
def test_a_value_of_another_type_is_refused_before_it_is_written(fact, message):
    with pytest.raises(TypeError, match=message):
        fact.payload()


def test_text_that_cannot_be_written_is_refused_before_it_stops_the_chain():
    """SQLite would store it escaped, and no seal could ever be computed over it."""
    with pytest.raises(UnicodeEncodeError):
        ParcelReceived(weight=3, fragile=True, contents=["\ud800"]).payload()


def test_a_field_that_is_not_plain_is_refused():
    @dataclass(frozen=True)
    class WeighedTooExactly(Fact):
        kilos: float

    with pytest.raises(TypeError, match="plain fields only"):
        WeighedTooExactly.schema()
    del events._registry["WeighedTooExactly"]


def test_two_rooms_cannot_announce_facts_of_one_name():
    with pytest.raises(TypeError, match="two facts are called ParcelReceived"):
        type("Other", (Fact,), {"name": "ParcelReceived"})


def test_an_old_payload_is_read_through_its_upcasters(monkeypatch):
    monkeypatch.setattr(events, "_upcasters", {})
    monkeypatch.setattr(ParcelReceived, "version", 3)

    @upcaster("ParcelReceived", 1)
    def kilos_become_weight(payload):
        return {"weight": payload["kilos"], "fragile": False}

    @upcaster("ParcelReceived", 2)
    def contents_are_listed(payload):
        return {**payload, "contents": []}

    assert rebuild("ParcelReceived", 1, {"kilos": 4}) == ParcelReceived(weight=4, fragile=False, contents=[])
    assert rebuild("ParcelReceived", 2, {"weight": 4, "fragile": True}) == ParcelReceived(4, True, [])


def test_a_step_that_no_upcaster_makes_is_named(monkeypatch):
    monkeypatch.setattr(ParcelReceived, "version", 2)
    with pytest.raises(UnknownFact, match="no upcaster reads ParcelReceived v1"):
        rebuild("ParcelReceived", 1, {})


def test_a_step_has_one_upcaster(monkeypatch):
    monkeypatch.setattr(events, "_upcasters", {("ParcelReceived", 1): dict})
    with pytest.raises(ValueError, match="already has an upcaster"):
        upcaster("ParcelReceived", 1)(dict)


@pytest.mark.parametrize(
    ("name", "version", "message"),
    [("NeverAnnounced", 1, "no fact is called"), ("ParcelReceived", 2, "written by a later release")],
)
def test_what_this_release_cannot_read_is_said(name, version, message):
    with pytest.raises(UnknownFact, match=message):
        rebuild(name, version, {})


def test_a_turn_is_one_of_a_closed_list():
    with pytest.raises(ValueError, match="next_turn"):
        Process("acte-de-naissance", 1, next_turn="nobody")
