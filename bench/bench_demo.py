"""How long a newcomer waits: from a clean clone to the first page, then until the year of the demonstration is lived.

A clone of the last commit, the caches of the package installers as they are (the floor is an empty folder). Wall time:
it is what somebody waits. Without ``--no-replay`` the measure lasts six minutes more.

    python -m bench.bench_demo [--no-replay]
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.processes import free_port

ROOT = Path(__file__).resolve().parents[1]
FIRST_PAGE, YEAR = 60.0, 360.0
CASES, FACTS = 1500, 12_000
DATABASE = Path("var", "demo-wavre", "beffroi.sqlite3")


@contextmanager
def demonstration(clone: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``make demo`` as the first command in the clone, stopped as Ctrl-C stops it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BEFFROI_")}
    with log.open("wb") as out:
        command = ["make", "demo", f"PORT={port}"]
        process = subprocess.Popen(
            command, cwd=clone, env=kept, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=60)


def main() -> None:
    """Measure and print."""
    chosen = _arguments()
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as folder:
        clone, log, port = Path(folder, "main"), Path(folder, "demo.log"), free_port()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        start = time.monotonic()
        with demonstration(clone, port, log) as process:
            _wait(process, log, lambda: _answers(port))
            opened = time.monotonic()
            _say("première page", opened - start, FIRST_PAGE)
            if chosen.replay:
                _wait(process, log, lambda: "✓ Année rejouée" in log.read_text(errors="replace"))
                _say("une année rejouée", time.monotonic() - opened, YEAR)
                _count(clone / DATABASE)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _wait(process: subprocess.Popen[bytes], log: Path, done: Callable[[], bool]) -> None:
    while not done():
        if process.poll() is not None:
            raise SystemExit(f"make demo ended with {process.returncode}:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)


def _say(what: str, seconds: float, limit: float) -> None:
    verdict = "tenu" if seconds <= limit else "dépassé"
    print(f"{what} : {seconds:.1f} s, au plus {limit:.0f} s, rapport {seconds / limit:.2f} : {verdict}")


def _count(database: Path) -> None:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        cases, facts = (
            opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("cases_case", "journal_event")
        )
    verdict = "tenu" if cases >= CASES and facts >= FACTS else "manqué"
    print(f"  {cases} dossiers (au moins {CASES}), {facts} faits (au moins {FACTS}) : {verdict}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--no-replay", dest="replay", action="store_false", help="the first page only")
    return parser.parse_args()


if __name__ == "__main__":
    main()
