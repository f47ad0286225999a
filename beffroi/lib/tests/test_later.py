"""Values that wait for a reader."""

from __future__ import annotations

import pytest

from beffroi.lib.later import Later, later


@pytest.fixture
def asked() -> list[str]:
    """What was worked out, in order."""
    return []


@pytest.fixture
def values(asked: list[str]) -> Later:
    """One value that is known, two groups that are not."""

    def read(group: str, **found: int) -> dict[str, int]:
        asked.append(group)
        return found

    money = later(("fee", "due"), lambda: read("money", fee=5, due=7))
    return Later({"number": "1"}) | money | later(("motive",), lambda: read("words", motive=9))


def test_a_group_is_worked_out_once_when_one_of_it_is_read(values, asked):
    assert (values["number"], asked) == ("1", [])
    assert (values["fee"], values["due"], values.get("fee"), asked) == (5, 7, 5, ["money"])


def test_names_are_known_without_working_anything_out(values, asked):
    assert (list(values), len(values), "fee" in values, "other" in values, asked) == (
        ["number", "fee", "due", "motive"], 4, True, False, [],
    )  # fmt: skip
    with pytest.raises(KeyError):
        values["other"]


def test_what_is_put_over_counts_and_the_rest_still_waits(values, asked):
    changed = values | {"fee": 1, "status": "ok"}
    assert (changed["fee"], changed["status"], changed["number"], asked) == (1, "ok", "1", [])
    assert (changed["due"], values["due"], values["fee"], asked) == (7, 7, 5, ["money"])


def test_later_values_over_known_ones_wait_as_well(values, asked):
    assert (dict(Later({"due": 1, "more": 2}) | values), asked) == (
        {"due": 7, "more": 2, "number": "1", "fee": 5, "motive": 9},
        ["money", "words"],
    )
