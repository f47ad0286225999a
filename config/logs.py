"""What a log line may say: where something happened, never about whom."""

from __future__ import annotations

import re
import traceback
from types import TracebackType

from structlog.typing import EventDict, WrappedLogger

#: National numbers however they are written, and e-mail addresses.
_PERSONAL = re.compile(
    r"\b\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[-. ]?\d{2}\b|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
)
_BLOT = "▮▮▮"


def without_personal_data(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Blot out what looks like a national number or an address, whoever wrote it into a message."""
    return {
        key: _PERSONAL.sub(_BLOT, value) if isinstance(value, str) else value for key, value in event.items()
    }


def exception_without_words(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """An exception as its type and the lines it went through.

    Its message is left out: a database quotes the row it refuses, a parser the text it could not read.
    """
    info = event.pop("exc_info", None)
    if isinstance(info, tuple) and info[0] is not None:
        event["exception"] = _told(info[0], info[2])
    return event


def _told(kind: type[BaseException], trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([f"{kind.__module__}.{kind.__qualname__}", *lines])
