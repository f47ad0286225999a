"""Every fact can be read: by a person, by a program, by the next release."""

import pytest
from django.utils.translation import override

from beffroi.journal import events

pytestmark = pytest.mark.once


def test_every_fact_has_a_french_label():
    with override("fr"):
        wrong = [name for name, fact in events.registry().items() if not str(fact.label).strip()]
    assert wrong == [], "give the fact a label = _(…) that an agent understands"


def test_every_fact_has_a_schema():
    wrong = [name for name, fact in events.registry().items() if fact.schema().get("type") != "object"]
    assert wrong == []


def test_a_fact_is_named_in_the_past_by_its_class():
    wrong = [name for name, fact in events.registry().items() if name != fact.__name__]
    assert wrong == [], "the name of a fact is its class; an older name is read by an upcaster"
