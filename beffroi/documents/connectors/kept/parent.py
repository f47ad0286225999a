"""The parent's side: one child per process and purpose, started when first needed, replaced when it breaks."""

from __future__ import annotations

import atexit
import io
import os
import selectors
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import beffroi

from . import frames

#: Where ``beffroi`` is found, so that the child imports the same one and nothing else of ours.
_HOME = Path(beffroi.__file__).resolve().parents[1]
#: Starting an interpreter and warming it up, in seconds: generous, a machine may be busy.
_START_SECONDS = 60.0


class ChildFailed(Exception):
    """The child gave no answer. ``reason``: ``time``, ``memory``, ``crash`` or ``failure`` (with its detail)."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class KeptChild:
    """A process that is kept warm and answers one question at a time.

    ``memory`` is its limit in bytes of address space, ``seconds`` the longest that one answer may take, ``uses``
    after how many answers it is replaced (so that no cache grows for ever). It starts with an empty environment.
    """

    def __init__(self, module: str, *, memory: int, seconds: float, uses: int = 500) -> None:
        self._module = module
        self._memory = memory
        self._seconds = seconds
        self._uses = uses
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._used = 0
        atexit.register(self.stop)

    def ask(self, header: dict[str, Any], body: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Send a question, return the answer. Raises ChildFailed; the child is then already gone."""
        with self._lock:
            child = self._running()
            try:
                answer = self._exchange(child, frames.packed(header, body), self._seconds)
            except ChildFailed:
                self._stop()
                raise
            self._used += 1
        if "error" in answer[0]:
            raise ChildFailed(answer[0]["error"], answer[0].get("detail", ""))
        return answer

    def stop(self) -> None:
        """End the child; the next question starts another."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """The child's process id, or None when there is no child."""
        return self._process.pid if self._process and self._owner == os.getpid() else None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # after a fork the child belongs to the parent
            self._process = None
        if self._process is None or self._process.poll() is not None or self._used >= self._uses:
            self._stop()
            self._start()
        assert self._process is not None
        return self._process

    def _start(self) -> None:
        command = [sys.executable, "-m", self._module, str(self._memory)]
        environment = {"PYTHONPATH": str(_HOME), "MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(  # noqa: S603 — our own interpreter and module
            command, env=environment, cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self._owner, self._used = os.getpid(), 0
        try:
            self._exchange(self._process, b"", _START_SECONDS)
        except ChildFailed:
            self._stop()
            raise

    def _stop(self) -> None:
        child, self._process = self._process, None
        if child is None or self._owner != os.getpid():
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # a last write that the dead child never read
                    continue
        child.wait()

    @staticmethod
    def _exchange(
        child: subprocess.Popen[bytes], question: bytes, seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        assert child.stdin and child.stdout
        until = time.monotonic() + seconds
        received = _Received()
        unsent = memoryview(question)
        os.set_blocking(child.stdin.fileno(), False)
        with selectors.DefaultSelector() as ready:
            ready.register(child.stdout, selectors.EVENT_READ)
            if unsent:
                ready.register(child.stdin, selectors.EVENT_WRITE)
            while not received.complete:
                events = ready.select(max(0.0, until - time.monotonic()))
                if not events:
                    raise ChildFailed("time")
                for key, _ in events:
                    if key.fileobj is child.stdin:
                        unsent = _send(child.stdin.fileno(), unsent)
                        if not unsent:
                            ready.unregister(child.stdin)
                    else:
                        received.take(os.read(child.stdout.fileno(), 1 << 20))
        return received.frame()


def _send(descriptor: int, unsent: memoryview) -> memoryview:
    try:
        return unsent[os.write(descriptor, unsent[: 1 << 20]) :]
    except BrokenPipeError:
        raise ChildFailed("crash") from None


class _Received:
    """The bytes of an answer as they come."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._length: int | None = None

    def take(self, some: bytes) -> None:
        if not some:  # the child is gone
            raise ChildFailed("crash")
        self._bytes += some
        if self._length is None and len(self._bytes) >= frames.LENGTHS.size:
            head, body = frames.LENGTHS.unpack_from(self._bytes)
            self._length = frames.LENGTHS.size + head + body

    @property
    def complete(self) -> bool:
        return self._length is not None and len(self._bytes) >= self._length

    def frame(self) -> tuple[dict[str, Any], bytes]:
        frame = frames.read(io.BytesIO(self._bytes))
        assert frame is not None
        return frame
