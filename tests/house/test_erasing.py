"""What is erased leaves nothing readable in the file of the database, nor in its log of changes."""

import sqlite3
from pathlib import Path

import pytest

from config.settings.database import _sqlite

WORD = "Quetzalia Zorblattin, rue des Distinctions"


def _everywhere(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.once
@pytest.mark.parametrize(
    "erased_by", ["DELETE FROM note WHERE id % 2", "UPDATE note SET body = '' WHERE id % 2"]
)
def test_the_bytes_of_an_erased_row_are_gone(tmp_path, erased_by):
    database = sqlite3.connect(tmp_path / "beffroi.sqlite3", isolation_level=None)
    database.executescript(_sqlite()["OPTIONS"]["init_command"])
    database.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
    long = WORD * 400  # over several pages
    database.executemany("INSERT INTO note (id, body) VALUES (?, ?)", [(1, long), (2, "reste"), (3, WORD)])
    assert WORD.encode() in _everywhere(tmp_path)
    database.execute(erased_by)
    assert database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    assert WORD.encode()[:9] not in _everywhere(tmp_path)
    database.close()
