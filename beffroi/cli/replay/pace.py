"""What keeps the two processes of a replay together."""

from __future__ import annotations

import multiprocessing
import time
from datetime import datetime, timedelta
from math import inf

PARTS = 2
#: How far one part may run ahead of the other, in seconds of the year that is replayed.
_STEP = timedelta(days=4).total_seconds()
FORK = multiprocessing.get_context("fork")


class Pace:
    """What the parts know of one another: where each is in the year, how much is done, whether to stop."""

    def __init__(self) -> None:
        self._at = FORK.Array("d", PARTS, lock=False)
        self._done = FORK.Array("i", PARTS, lock=False)
        self._stop = FORK.Array("b", 1, lock=False)  # set by a signal, which must not wait for a lock

    def stop(self) -> None:
        """Ask every part to stop after the step in hand."""
        self._stop[0] = 1

    @property
    def stopped(self) -> bool:
        """Whether they were asked."""
        return bool(self._stop[0])

    @property
    def done(self) -> int:
        """Cases submitted so far."""
        return sum(self._done)

    def wait(self, part: int, at: datetime, done: int) -> None:
        """Say how far a part has come, and let the other come near."""
        self._at[part], self._done[part] = at.timestamp(), done
        while min(self._at) < at.timestamp() - _STEP and not self.stopped:
            time.sleep(0.005)

    def over(self, part: int, done: int) -> None:
        """A part has come to the end: nobody waits for it any more."""
        self._at[part], self._done[part] = inf, done
