"""What deploy/backup takes, deploy/restore gives back."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from . import house

pytestmark = pytest.mark.once


def _run(script: str, argument: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "BEFFROI_HOME": str(home)}
    return subprocess.run(
        [house.ROOT / "deploy" / script, argument], env=environment, capture_output=True, text=True
    )


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "files/ab/cd").mkdir(parents=True)
    (home / "files/ab/cd/1").write_bytes(b"\x00sealed")
    (home / "keys.json").write_text("{}")
    with sqlite3.connect(home / "beffroi.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE fact (name)")
        database.execute("INSERT INTO fact VALUES ('CaseSubmitted')")
    return home


def test_a_backup_is_restored_whole(installation: Path, tmp_path: Path):
    with sqlite3.connect(installation / "beffroi.sqlite3") as still_open:
        still_open.execute("SELECT * FROM fact").fetchall()
        assert _run("backup", tmp_path, installation).returncode == 0
    archive = next(tmp_path.glob("beffroi-*.tar.gz"))
    again = tmp_path / "again"

    assert _run("restore", archive, again).returncode == 0
    assert (again / "files/ab/cd/1").read_bytes() == b"\x00sealed"
    assert (again / "keys.json").read_text() == "{}"
    with sqlite3.connect(again / "beffroi.sqlite3") as database:
        assert database.execute("SELECT name FROM fact").fetchall() == [("CaseSubmitted",)]
    assert archive.stat().st_mode & 0o077 == 0


def test_a_restore_overwrites_nothing(installation: Path, tmp_path: Path):
    _run("backup", tmp_path, installation)

    refused = _run("restore", next(tmp_path.glob("beffroi-*.tar.gz")), installation)

    assert refused.returncode == 1
    assert "n’est pas vide" in refused.stderr
