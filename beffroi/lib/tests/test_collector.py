"""What is loaded stays out of the collector's way."""

from __future__ import annotations

import subprocess
import sys

_LOOK = (
    "import gc; kept = [[] for _ in range(1000)]; before = len(gc.get_objects());"
    "from beffroi.lib.collector import settle; settle();"
    "print(gc.get_freeze_count() >= before, gc.get_threshold())"
)


def test_what_is_loaded_is_frozen_and_the_young_are_looked_at_less_often():
    shown = subprocess.run([sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True)
    assert shown.stdout.split(maxsplit=1) == ["True", "(20000, 20, 50)\n"]
