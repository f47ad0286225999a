"""The child's side: give up what is not needed, then answer frame by frame until the parent closes the pipe."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from . import frames

Answer = tuple[dict[str, Any], bytes]
Handler = Callable[[dict[str, Any], bytes], Answer]


def limit(memory: int) -> None:
    """No more than ``memory`` bytes of address space, no file written, no core dumped, few files open."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))


def serve(handle: Handler, *, warm: Callable[[], None] | None = None) -> None:
    """Answer requests for ever. What the handler raises becomes an ``error`` in the header of the answer.

    The answers have a descriptor of their own: whatever a library prints goes to standard error.
    """
    limit(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if warm is not None:
        warm()
    answers.write(frames.packed({"ready": True}))
    answers.flush()
    while (request := frames.read(sys.stdin.buffer)) is not None:
        answers.write(frames.packed(*_answer(handle, *request)))
        answers.flush()


def _answer(handle: Handler, header: dict[str, Any], body: bytes) -> Answer:
    try:
        return handle(header, body)
    except MemoryError:
        return {"error": "memory"}, b""
    except Exception as error:  # noqa: BLE001 — the parent decides what a failure means; the child must live on
        return {"error": "failure", "detail": f"{type(error).__name__}: {error}"[:2000]}, b""
