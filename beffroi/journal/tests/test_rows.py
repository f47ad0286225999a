"""Rows written at once are what ``save`` would have written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.forms.models import model_to_dict

from beffroi.journal.models import Event, EventObject
from beffroi.lib.rows import insert

pytestmark = pytest.mark.django_db


def _event(**values: object) -> Event:
    at = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    usual = {
        "name": "case.status_changed",
        "version": 1,
        "occurred_at": at,
        "recorded_at": at,
        "role": "clerk",
        "channel": "web",
        "payload": {"mot": "É", "liste": [1, None]},
        "due_on": date(2026, 4, 1),
    }
    return Event(**usual | values)


def test_every_kind_of_value_comes_back_as_it_was_given(django_assert_num_queries):
    written = _event(actor_kind="account", actor_uuid=uuid4())
    with django_assert_num_queries(1):
        insert(written)
    assert written.pk is not None and not written._state.adding
    read = Event.objects.get(pk=written.pk)
    assert model_to_dict(read) == model_to_dict(written)
    assert (read.uuid, read.occurred_at, read.payload) == (written.uuid, written.occurred_at, written.payload)


def test_several_rows_are_one_statement_and_none_is_nothing(django_assert_num_queries):
    event = _event()
    insert(event)
    parts = [EventObject(event=event, kind="case", uuid=uuid4(), role=role) for role in ("about", "subject")]
    with django_assert_num_queries(1):
        insert(*parts)
    with django_assert_num_queries(0):
        insert()
    assert sorted(event.objects_concerned.values_list("role", flat=True)) == ["about", "subject"]


def test_a_row_that_is_there_already_is_left_as_it_is():
    written = _event()
    insert(written)
    insert(_event(uuid=written.uuid, name="other"), once=True)
    insert(_event(), once=True)
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [written.name] * 2


def test_what_the_database_refuses_is_refused():
    with pytest.raises(IntegrityError):
        insert(_event(role=None))
