"""Two ways to do the same, timed by turns in one process: the ratio of their processor time against its limit."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
#: Seconds of processor time so far.
Clock = Callable[[], float]


@dataclass(frozen=True)
class Side(Generic[T]):
    """One way: ``prepare`` what a piece of work needs from its number, which is not measured; then ``work``."""

    prepare: Callable[[int], T]
    work: Callable[[T], object]

    def cost(self, numbers: range, clock: Clock) -> float:
        """Seconds of CPU for one piece of work, over all these."""
        ready = [self.prepare(number) for number in numbers]
        before = clock()
        for each in ready:
            self.work(each)
        return (clock() - before) / len(ready)


@dataclass(frozen=True)
class Compared:
    """Seconds of CPU for one piece of work: the best round of each side, since neighbours only make it slower."""

    ours: float
    floor: float

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.ours / self.floor

    def judge(self, what: str, limit: float) -> None:
        """Print both times and the verdict; end the program with an error over the limit."""
        held = self.ratio <= limit
        print(
            f"{what} : beffroi {self.ours * 1000:.2f} ms, plancher {self.floor * 1000:.2f} ms\n"
            f"  rapport {self.ratio:.2f}, au plus {limit} : {'tenu' if held else 'dépassé'}"
        )
        if not held:
            raise SystemExit(1)


def compare(
    ours: Side[T], floor: Side[T], *, rounds: int, count: int, clock: Clock = time.process_time
) -> Compared:
    """Both sides by turns, ``count`` pieces a round; a first round of a few warms them up."""
    ours.cost(range(3), clock), floor.cost(range(3), clock)
    turns = [range(3 + turn * count, 3 + (turn + 1) * count) for turn in range(rounds)]
    costs = [(ours.cost(numbers, clock), floor.cost(numbers, clock)) for numbers in turns]
    return Compared(*map(min, zip(*costs, strict=True)))


def arguments(doc: str | None, *, rounds: int, count: int) -> argparse.Namespace:
    """How many rounds, and how many pieces of work in each; unless the caller says otherwise, these."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--count", type=int, default=count, help="pieces of work per round and side")
    return parser.parse_args()
