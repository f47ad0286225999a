"""Several at the same instant, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from beffroi.lib.refusals import Refusal


def at_once(work: Callable[[int], object], count: int = 4) -> list[object]:
    """Run the same work in as many threads, which start together; what each returned or raised."""
    start = Barrier(count)

    def run(number: int) -> object:
        start.wait()
        try:
            return work(number)
        except Refusal as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))
