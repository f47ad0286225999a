"""What counts as a whole number, and what only looks like one."""

from __future__ import annotations

import pytest

from beffroi.lib.figures import whole

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("12", 12),
        (" -3 ", -3),
        ("007", 7),
        ("999999999", 999_999_999),
        ("9999999999", None),
        ("²", None),
        ("١٢", None),
        ("1e2", None),
        ("+1", None),
        ("1.0", None),
        ("", None),
        (None, None),
    ],
)
def test_only_plain_figures_are_a_number(said, number):
    assert whole(said) == number
