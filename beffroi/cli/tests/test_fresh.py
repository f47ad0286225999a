"""The kept database is what the migrations make."""

import re
import sqlite3

import pytest

from beffroi.cli import fresh
from tests.support import database

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_kept_database_was_made_from_these_migrations():
    assert fresh.is_current(), "make schema"


def test_the_kept_database_is_the_migrated_one():
    """Tables, indexes, triggers and rows, against the copy that the test run has migrated step by step."""
    kept = sqlite3.connect(":memory:")
    kept.executescript(fresh.KEPT.read_text())
    migrated = sqlite3.connect(database.migrated_file())

    assert _told(kept) == _told(migrated), "make schema"


#: Which group Wagtail's migrations serve first is left to the database.
_ANY_ORDER = re.compile(
    r'(INSERT INTO "(auth_group_permissions|wagtailcore_groupcollectionpermission)" VALUES \()\d+'
)
#: Keys drawn at random for the first page and language, and dates.
_EACH_TIME = re.compile(r"'[0-9a-f]{32}'|'\d{4}-\d\d-\d\d [\d:.]+'")


def _told(opened: sqlite3.Connection) -> list[str]:
    """A database in words, without what differs at each run of the migrations."""
    lines = (_ANY_ORDER.sub(r"\1…", _EACH_TIME.sub("'…'", line)) for line in fresh.statements(opened))
    return sorted(lines)
