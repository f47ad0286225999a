"""The year is lived by two processes, each with half of the cases, so that both halves of a small machine work.

They keep step within four days, so that case numbers follow the calendar.
"""

from __future__ import annotations

import fcntl
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkProcess

from django.conf import settings
from django.db import connection

from beffroi.cli.services import end_with_parent
from beffroi.cli.texts import say
from beffroi.journal import actions as journal
from beffroi.lib.collector import settle

from .doing import Replay
from .pace import FORK, PARTS, Pace


def live(count: int) -> int:
    """Live a year of so many cases; 0 when it is over or was asked to stop, 1 when a part failed."""
    started = time.monotonic()
    with _alone():
        pace = Pace()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: pace.stop())
        replays = [Replay(count, part, PARTS) for part in range(PARTS)]
        connection.close()
        settle()
        processes = [FORK.Process(target=_live, args=(replay, pace)) for replay in replays]
        for process in processes:
            process.start()
        _watch(processes, pace, count)
        if any(process.exitcode for process in processes):
            return 1
        if not pace.stopped:
            for replay in replays:
                journal.merge_lane(replay.lane)
            say(f"✓ Année rejouée : {count} dossiers, en {time.monotonic() - started:.0f} s.")
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other replay lives on these data: parts of a killed one finish the step in hand."""
    with (settings.HOME / "replay.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _live(replay: Replay, pace: Pace) -> None:
    end_with_parent()
    replay.run(pace)
    connection.close()


def _watch(processes: list[ForkProcess], pace: Pace, count: int) -> None:
    """Say each tenth; when one part fails, the other stops."""
    said = 0
    while any(process.is_alive() for process in processes):
        time.sleep(0.2)
        for process in processes:
            if process.exitcode:
                pace.stop()
        tenth = pace.done * 10 // count
        if tenth > said and not pace.stopped:
            said = tenth
            say(f"→ Année rejouée : {tenth * 10} % ({pace.done} dossiers)")
