"""Pointing at another room's object."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.lib.refs import ObjectRef, ref

SOME = UUID("5f0c6c1e-8f4b-4b8e-9d1a-0c8f4c3b2a10")
kinds = st.from_regex(r"[a-z]{1,40}", fullmatch=True)


class Parcel:
    """What ``ref`` needs of a model's instance."""

    class _meta:
        model_name = "parcel"

    pk = SOME


def test_an_instance_is_pointed_at_in_a_role():
    assert [ref(Parcel()), ref(Parcel(), "product")] == [
        ObjectRef("parcel", SOME),
        ObjectRef("parcel", SOME, "product"),
    ]


def test_a_role_is_another_reference_to_the_same_object():
    plain = ObjectRef("case", SOME)
    assert (plain.as_role("subject"), plain) == (ObjectRef("case", SOME, "subject"), ObjectRef("case", SOME))
    assert len({plain, plain.as_role("subject"), plain.as_role("")}) == 2


@given(kinds, st.uuids(), st.sampled_from(["", "subject"]))
def test_what_is_written_is_read_again_without_the_role(kind, uuid, role):
    assert ObjectRef.parse(str(ObjectRef(kind, uuid, role))) == ObjectRef(kind, uuid)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "case",
        "case:",
        f":{SOME}",
        "case:5f0c",
        f"case:{{{SOME}}}",
        f"case:{SOME.hex}",
        f"case:urn:uuid:{SOME}",
        f"case:{SOME} ",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        ObjectRef.parse(text)


@given(st.text(max_size=60))
def test_no_text_does_anything_but_read_or_refuse(text):
    try:
        found = ObjectRef.parse(text)
    except ValueError:
        return
    assert str(found) == text
