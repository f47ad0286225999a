"""Pure rules: the hash that links facts, when a job is tried again, which slot of a timetable it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

#: What the first seal follows.
GENESIS = "0" * 64
#: How long a task may run before another worker takes its job, unless the task says otherwise.
LEASE = timedelta(minutes=5)
#: Under it, a fact may wait for its seal; past it, the sealing is reported as late.
SEALED_WITHIN = timedelta(minutes=1)

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=6)
_DAY = timedelta(days=1)


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces and UTF-8: equal contents give equal bytes on every database."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def link(number: int, previous_hash: str, content: Mapping[str, Any]) -> str:
    """The SHA-256 (64 hexadecimal digits) that seals a fact as link ``number`` of the chain."""
    body = canonical({"number": number, "previous": previous_hash, "fact": dict(content)})
    return hashlib.sha256(body).hexdigest()


def wait_before_retry(attempts: int) -> timedelta:
    """How long a job waits after its nth attempt failed.

    30 s, 2 min, 8 min, 32 min, 2 h, then 6 h each time: eight attempts last about fifteen hours, so that a relay
    that is down for a night loses nothing, and a moment's fault costs half a minute.
    """
    return min(_FIRST_WAIT * (1 << 2 * min(attempts - 1, 10)), _LONGEST_WAIT)


def slot(instant: datetime, day: date, every: timedelta) -> str:
    """The name of the stretch of ``every`` in which an instant falls: one periodic job per slot.

    Whole days are counted on the Brussels calendar (``day``), shorter stretches in UTC.
    """
    if every % _DAY == timedelta(0):
        return date.fromordinal(day.toordinal() - day.toordinal() % every.days).isoformat()
    seconds = int(every.total_seconds())
    return datetime.fromtimestamp(int(instant.timestamp()) // seconds * seconds, UTC).isoformat()


def where(error: BaseException) -> str:
    """The class of an error and where it arose, without its message, which may hold personal data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_code.co_name}, line {trace.tb_lineno})" if trace is not None else ""
    return f"{type(error).__name__}{place}"


def flat(value: Any) -> str:
    """A payload's value in one word for exports that know no lists."""
    if isinstance(value, list):
        return " ".join(flat(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
