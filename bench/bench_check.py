"""What it takes to check the whole catalogue from the command line, against its limit of 5 s.

A new process each time, as an officer starts it: reading the house counts. Time on the wall, and the CPU of the process.

    python -m bench.bench_check [--rounds 5]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

LIMIT_S = 5.0
ROOT = Path(__file__).resolve().parents[1]


def check() -> tuple[float, float]:
    """Seconds on the wall and of CPU for one ``beffroi procedure check catalogue``."""
    command = [sys.executable, "-m", "beffroi.cli.main", "procedure", "check", "catalogue"]
    began, used = time.perf_counter(), _children()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began, _children() - used


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def main() -> None:
    """Print the median and how it stands against the limit."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = [check() for _ in range(arguments.parse_args().rounds)]
    wall, cpu = (statistics.median(each) for each in zip(*rounds, strict=True))
    verdict = "within" if wall <= LIMIT_S else "BEYOND"
    print(
        f"catalogue checked: {wall:.2f} s on the wall, {cpu:.2f} s of CPU; {verdict} the limit of {LIMIT_S} s"
    )


if __name__ == "__main__":
    main()
