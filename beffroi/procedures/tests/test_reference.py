"""The reference pages say what the code does."""

import pytest

from .reference import pages


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_page_is_up_to_date(path):
    assert path.read_text() == pages()[path], "run: python -m beffroi.procedures.tests.reference"


def test_the_schema_accepts_the_shelf():
    from .factories import PROCEDURES, shelf

    for slug in PROCEDURES:
        assert shelf(slug).package.model_dump(mode="json")["procedure"]["slug"] == slug
