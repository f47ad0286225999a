"""Python's garbage collector, set for processes that live long and hold all of Wagtail."""

from __future__ import annotations

import gc

#: New objects between two collections of the young ones, then how many of those make one of the older ones.
#: Measured on the replayed year: the usual 700 spend a fifth of the processor on walks that find nothing.
_THRESHOLDS = (20_000, 20, 50)


def settle() -> None:
    """Call when everything is loaded, and before a fork: what is there stays and is not walked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
