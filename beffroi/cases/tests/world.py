"""A commune that stands for all tests of the room: Wavre's pack, the whole catalogue, some residents, the cast.

Loading it takes seconds, so it is done once in each process (tests.support.laid), and for each room in a transaction that
stays open beneath the tests' own and is rolled back at the end. Tests with several connections (``test_at_once``) close it first: they see only what is committed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from beffroi.journal.actions import run_due_jobs
from beffroi.lib import clock
from beffroi.lib.vault import vault
from beffroi.people import actions as people
from beffroi.procedures import actions as procedures
from tests.support.laid import lay

#: The instant at which every story begins (the root fixture ``clock`` holds it too).
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


def load() -> None:
    """Have the commune in the database as it is now, empty but for what the migrations wrote."""
    lay(("world", clock.today(), vault().digest("world", "tests")), _write)


def _write() -> None:
    people.load_pack(ROOT / "communes" / "wavre")
    procedures.load_catalogue([ROOT / "catalogue"])
    people.populate_demonstration(count=20)
    people.create_demonstration_accounts()
    while run_due_jobs(worker="world", limit=200):
        pass


class World:
    """The commune in a transaction that is never committed."""

    def __init__(self) -> None:
        self._block: transaction.Atomic | None = None

    def open(self) -> None:
        """Load it, unless it is there."""
        if self._block is None:
            self._block = transaction.atomic()
            self._block.__enter__()
            with clock.at(START):
                load()

    def close(self) -> None:
        """Leave the database as it was found."""
        if self._block is not None:
            transaction.set_rollback(True)
            self._block.__exit__(None, None, None)
            self._block = None
