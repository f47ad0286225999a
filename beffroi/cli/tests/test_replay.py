"""A small year is replayed by real processes, killed in the middle, and goes on as if nothing had happened."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from beffroi.cli.replay.year import a_year, office_moment
from beffroi.correspondence.tests.factories import MailServer, listening

pytestmark = pytest.mark.once

CASES = 12
UNTIL = datetime(2026, 11, 24, 9, tzinfo=UTC)
PREPARE = """
import django; django.setup()
from beffroi.cli import installation
from beffroi.documents.actions import create_demonstration_authority
from beffroi.people import actions as people
installation.prepare_database()
installation.load_commune("wavre")
installation.load_catalogue()
people.populate_demonstration(count=60)
people.create_demonstration_accounts()
create_demonstration_authority()
"""


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a commune, sixty residents and nothing asked yet."""
    home = tmp_path_factory.mktemp("commune")
    subprocess.run([sys.executable, "-c", PREPARE], env=environment(home, 0), cwd=settings.ROOT, check=True)
    return home


@pytest.fixture
def mails() -> Iterator[int]:
    with listening(MailServer()) as port:
        yield port


def environment(home: Path, smtp: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BEFFROI_")}
    ours = {"HOME": str(home), "MODE": "demo", "SMTP_URL": f"smtp://127.0.0.1:{smtp}"}
    django = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    return {**kept, **django, **{f"BEFFROI_{name}": value for name, value in ours.items()}}


def beffroi(home: Path, smtp: int, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "beffroi.cli.main", *arguments],
        env=environment(home, smtp),
        cwd=settings.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def replayed(home: Path, smtp: int) -> str:
    """Replay to the end; what was printed."""
    process = beffroi(home, smtp, "demo-replay", "--cases", str(CASES))
    printed, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return printed


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    opened = sqlite3.connect(f"file:{home}/beffroi.sqlite3?mode=ro", uri=True, timeout=30)
    try:
        return opened.execute(query).fetchall()
    finally:
        opened.close()


def life(home: Path) -> list[tuple[object, ...]]:
    """What became of each request."""
    return rows(
        home,
        "SELECT submitted_at, procedure, channel, delivery, fee_cents, status FROM cases_case ORDER BY submitted_at",
    )


def test_a_killed_replay_goes_on_and_doubles_nothing(commune: Path, mails: int, tmp_path: Path):
    straight, broken = (Path(shutil.copytree(commune, tmp_path / name)) for name in ("straight", "broken"))
    printed = replayed(straight, mails)
    assert [line.split("(")[0] for line in printed.splitlines()][-1].startswith(
        "✓ Année rejouée : 12 dossiers"
    )

    process = beffroi(broken, mails, "demo-replay", "--cases", str(CASES))
    while len(life(broken)) < CASES // 2 and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    replayed(broken, mails)

    assert life(broken) == life(straight)
    assert len(life(straight)) == CASES
    assert rows(broken, "SELECT count(*) FROM journal_event WHERE name = 'CaseSubmitted'") == [(CASES,)]
    assert rows(broken, "SELECT DISTINCT lane FROM journal_job WHERE status != 'done'") in ([], [("",)])
    numbers = [number for (number,) in rows(broken, "SELECT number FROM cases_case")]
    assert len(set(numbers)) == CASES

    before = rows(broken, "SELECT count(*) FROM journal_event")
    replayed(broken, mails)
    assert rows(broken, "SELECT count(*) FROM journal_event") == before


def test_a_year_is_the_same_for_the_same_seed_and_like_a_year():
    closed = {date(2025, 12, 25)}
    year = a_year(1500, until=UNTIL, closed=closed, seed="25112")

    assert year == a_year(1500, until=UNTIL, closed=closed, seed="25112")
    assert len({request.at for request in year}) == 1500
    assert [request.at for request in year] == sorted(request.at for request in year)
    months = Counter(request.at.month for request in year)
    assert months[7] < months[9]
    assert {request.channel for request in year} == {"web", "counter"}
    assert len({request.procedure for request in year}) == 4


@pytest.mark.parametrize(
    ("after", "hours", "moment"),
    [
        (datetime(2026, 11, 24, 8, tzinfo=UTC), 1, datetime(2026, 11, 24, 9, tzinfo=UTC)),
        (datetime(2026, 11, 24, 10, 30, tzinfo=UTC), 1, datetime(2026, 11, 24, 12, 30, tzinfo=UTC)),
        (datetime(2026, 11, 24, 15, tzinfo=UTC), 1, datetime(2026, 11, 26, 8, tzinfo=UTC)),
        (datetime(2026, 11, 28, 12, tzinfo=UTC), 0.5, datetime(2026, 11, 30, 8, tzinfo=UTC)),
    ],
    ids=["in the morning", "over lunch", "over a closing day", "over a weekend"],
)
def test_office_time_is_counted_when_the_office_is_open(after: datetime, hours: float, moment: datetime):
    assert office_moment(after, hours, {date(2026, 11, 25)}) == moment
