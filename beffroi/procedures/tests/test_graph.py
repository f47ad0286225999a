"""What leads where: forwards from a start, backwards from the ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.procedures.rules.graph import leading_to, reachable

pytestmark = pytest.mark.once

NAMES = "abcde"
CIRCUITS = st.fixed_dictionaries({name: st.lists(st.sampled_from(f"{NAMES}?"), max_size=3) for name in NAMES})


def test_a_circle_is_walked_once_and_a_place_that_is_not_there_leads_nowhere():
    leads = {"a": ["b", "lost"], "b": ["a"], "c": ["b"]}
    assert reachable(["a"], leads) == {"a", "b"}
    assert leading_to(["b", "lost"], leads) == {"a", "b", "c"}


@given(leads=CIRCUITS)
def test_backwards_is_forwards_from_the_other_side(leads):
    for end in NAMES:
        assert leading_to([end], leads) == {name for name in NAMES if end in reachable([name], leads)}
