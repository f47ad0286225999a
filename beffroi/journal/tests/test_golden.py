"""The shape of every fact that a room announces is kept in a file."""

from __future__ import annotations

from .golden import FOLDER, announced, path_of, text_of


def test_every_fact_has_the_shape_that_was_promised():
    missing = [fact.name for fact in announced() if not path_of(fact).exists()]
    assert missing == [], "run: python -m beffroi.journal.tests.golden"
    changed = [fact.name for fact in announced() if path_of(fact).read_text() != text_of(fact)]
    assert changed == [], (
        "stored payloads keep their shape: raise the fact's version and register an upcaster"
    )


def test_every_fact_has_a_label():
    assert [fact.name for fact in announced() if not str(fact.label)] == []


def test_no_golden_file_is_left_of_a_fact_that_never_shipped():
    known = {fact.name for fact in announced()}
    assert sorted({path.name.split(".")[0] for path in FOLDER.glob("*.json")} - known) == []
