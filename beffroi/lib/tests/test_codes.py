"""Codes that people type: easy to copy, impossible to guess, stored as a keyed hash."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.lib import codes

SHAPE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4F7K-9QXZ-0W1M", "4F7K9QXZ0W1M"),
        ("4f7k9qxz0w1m", "4F7K9QXZ0W1M"),
        ("  4F7K 9QXZ · 0W1M. ", "4F7K9QXZ0W1M"),
        ("4F7K–9QXZ—OWlM", "4F7K9QXZ0W1M"),  # dashes of a word processor, O for 0, l for 1
        ("iIlL-oO0o-uUvV", "11110000VVVV"),
        ("4F7K-9QXZ-0W1", ""),
        ("4F7K-9QXZ-0W1M2", ""),
        ("4F7K-9QXZ-0W1É", ""),
        ("４Ｆ７Ｋ-９ＱＸＺ-０Ｗ１Ｍ", ""),  # full-width letters: nobody types them
        ("٤٤٤٤-٤٤٤٤-٤٤٤٤", ""),
        ("\0", ""),
        ("", ""),
    ],
)
def test_what_is_typed_is_read_kindly(typed, read):
    assert codes.normalise(typed) == read


def test_a_new_code_has_the_shape_that_pages_promise():
    made = {codes.new_code() for _ in range(500)}
    assert (len(made), [code for code in made if not SHAPE.fullmatch(code)]) == (500, [])


@given(st.text(max_size=40))
def test_reading_is_whole_or_nothing_and_done_once(typed):
    read = codes.normalise(typed)
    assert read == "" or re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{12}", read)
    assert codes.normalise(read) == read


@given(st.integers(0, 2**60 - 1))
def test_every_value_is_written_once_and_read_back(value):
    written = codes._written(value)
    read = 0
    for letter in codes.normalise(written):
        read = read * 32 + codes._ALPHABET.index(letter)
    assert (read, bool(SHAPE.fullmatch(written))) == (value, True)


def test_a_hash_knows_its_purpose_and_forgives_how_it_was_typed():
    code = "4F7K-9QXZ-0W1M"
    hashes = [codes.hashed(typed, "draft") for typed in (code, "4f7k 9qxz owim")]
    assert hashes[0] == hashes[1] != codes.hashed(code, "tracking")
    assert re.fullmatch(r"[0-9a-f]{64}", hashes[0])


@pytest.mark.parametrize("typed", ["", "4F7K", "null", "%' OR 1=1 --", "0" * 13])
def test_what_cannot_be_a_code_has_no_hash(typed):
    """An empty hash finds nothing: no column of codes holds it (callers ask before they look)."""
    assert codes.hashed(typed, "draft") == ""


def test_a_derived_code_is_said_again_and_is_another_for_each_seed_and_purpose():
    seed, other = str(uuid4()), str(uuid4())
    said = codes.derived(seed, "draft")
    assert said == codes.derived(seed, "draft")
    assert len({said, codes.derived(other, "draft"), codes.derived(seed, "tracking")}) == 3
    assert SHAPE.fullmatch(said)
