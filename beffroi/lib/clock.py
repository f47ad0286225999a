"""The one clock of the house: instants in UTC, days and years in Europe/Brussels.

Nothing else reads the time (the linter refuses it), so a test or the replay of a year can set it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")

_source: ContextVar[Callable[[], datetime] | None] = ContextVar("beffroi_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    source = _source.get()
    return source() if source else datetime.now(UTC)  # noqa: TID251


def today() -> date:
    """The present day in Europe/Brussels."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The Brussels day on which an aware instant falls."""
    return instant.astimezone(BRUSSELS).date()


def year_of(instant: datetime) -> int:
    """The Brussels year of an aware instant (case numbers and references are counted by it)."""
    return day_of(instant).year


def local(instant: datetime) -> datetime:
    """The same instant on a Brussels wall clock."""
    return instant.astimezone(BRUSSELS)


def start_of(day: date) -> datetime:
    """The first instant of a Brussels day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=BRUSSELS).astimezone(UTC)


def is_set() -> bool:
    """Whether a test or a replay holds the clock."""
    return _source.get() is not None


@contextmanager
def at(instant: datetime | Callable[[], datetime]) -> Iterator[None]:
    """Hold the clock at an instant (or at what a function says) for the code inside the block."""
    token = _source.set(instant if callable(instant) else lambda: instant)
    try:
        yield
    finally:
        _source.reset(token)
