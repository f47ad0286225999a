"""The three-way comparison: what the pack said, what stands, what it says now."""

from __future__ import annotations

import pytest

from beffroi.people.rules.packs import compare

A, B, C = {"x": 1}, {"x": 2}, {"x": 3}


@pytest.mark.parametrize(
    ("before", "live", "now", "outcome"),
    [
        (None, None, A, "added"),
        (A, A, A, None),
        (A, A, B, "changed"),
        (A, B, A, "kept"),  # the desk edited; the pack did not move
        (A, B, C, "kept"),  # both moved
        (A, B, B, None),  # both moved to the same place
        (None, B, A, "kept"),  # the desk made it first
        (None, A, A, None),
        (A, None, A, "kept"),  # the desk removed it
        (A, None, B, "kept"),
        (A, A, None, "removed"),
        (A, B, None, "kept"),  # the pack drops what the desk edited
        (A, None, None, None),
        (None, A, None, None),  # the desk's own
    ],
)
def test_who_wins(before, live, now, outcome):
    def objects(values):
        return {} if values is None else {"k": values}

    found = compare("thing", before=objects(before), live=objects(live), now=objects(now))
    filled = {
        name: [change.key for change in getattr(found, name)]
        for name in ("added", "changed", "removed", "kept")
        if getattr(found, name)
    }
    assert filled == ({outcome: ["k"]} if outcome else {})


def test_fields_are_compared_one_by_one():
    found = compare(
        "thing",
        before={"k": {"x": 1, "y": 1, "z": 1}},
        live={"k": {"x": 1, "y": 5, "z": 1}},
        now={"k": {"x": 2, "y": 2, "z": 1}},
    )
    assert dict(found.changed[0].fields) == {"x": (1, 2)}
    assert dict(found.kept[0].fields) == {"y": (5, 2)}
    assert not found.is_empty
