"""One difference taken back gives what was before, and the other differences stay."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, assume, given, settings

from beffroi.procedures.rules.difference import differences
from beffroi.procedures.rules.reading import from_canonical
from beffroi.procedures.rules.reverting import put_back

from .mutations import mutations
from .test_difference import shelf

BEFORE = shelf("certificat-de-residence").package
DATA = BEFORE.model_dump(mode="json", exclude_defaults=True)


def changed(change):
    data = copy.deepcopy(DATA)
    change(data)
    return from_canonical(json.dumps(data).encode())


def back(before, after, change):
    return put_back(before, after, after.model_dump(mode="json", exclude_defaults=True), change)


def page(data, number=-1):
    return data["form"]["pages"][number]["fields"]


CHANGES = {
    "a text": lambda data: data["form"]["pages"][-1].update(title="Autre"),
    "a text that was not there": lambda data: data["form"]["pages"][-1].update(intro="Bonjour"),
    "a question that goes": lambda data: page(data).pop(1),
    "the first question that goes": lambda data: page(data).pop(0),
    "a question that comes": lambda data: page(data).append({"name": "x", "type": "text", "label": "X"}),
    "a question on another page": lambda data: page(data, 0).append(page(data).pop(0)),
    "an order": lambda data: page(data).insert(0, page(data).pop()),
    "a status that goes": lambda data: data["workflow"]["statuses"].pop(2),
    "a message that goes": lambda data: data["messages"].pop(next(iter(data["messages"]))),
    "a table that goes": lambda data: data["decisions"].pop("motif"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_as_it_was(name):
    after = changed(CHANGES[name])
    (change,) = differences(BEFORE, after)
    made = from_canonical(json.dumps(back(BEFORE, after, change)).encode())
    assert differences(BEFORE, made) == []


def test_the_other_changes_stay():
    def two(data):
        data["form"]["pages"][-1]["title"] = "Autre"
        page(data).pop(1)

    after = changed(two)
    first, second = differences(BEFORE, after)
    made = from_canonical(json.dumps(back(BEFORE, after, first)).encode())
    assert [one.key for one in differences(BEFORE, made)] == [second.key]


def test_what_has_lost_its_home_is_not_put_back():
    after = changed(lambda data: data["form"]["pages"].pop())
    gone = [one for one in differences(BEFORE, after) if one.place[-2] == "fields"]
    assert gone and {back(BEFORE, after, one) is None for one in gone} == {True}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(mutations())
def test_whatever_changed_putting_it_back_never_fails(mutation):
    assume(mutation.after is not None)
    for change in differences(mutation.before, mutation.after):
        back(mutation.before, mutation.after, change)
