"""The INSTREAM command of clamd (clamd(8)): chunks with their length, an empty one, then one line of answer."""

from __future__ import annotations

import socket
import struct
import time
from pathlib import Path

_CHUNK = 1 << 16
#: For one file, from the first byte to the answer.
_SECONDS = 30.0
#: What clamd says, and hangs up, when it is given more than its StreamMaxLength.
_TOO_LONG = "INSTREAM size limit exceeded. ERROR"


class ScannerUnreachable(Exception):
    """The scanner does not answer, or not as it should."""


class StreamTooLong(Exception):
    """The scanner takes no file as large as this one (StreamMaxLength in its configuration)."""


def virus_in(content: bytes, scanner: Path) -> str:
    """The name of the virus found, or empty.

    Raises ScannerUnreachable (an unanswered question is not a yes) and StreamTooLong.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            answer = _asked(line, content, scanner, time.monotonic() + _SECONDS)
    except OSError as error:
        raise ScannerUnreachable(str(error)) from error
    return _verdict(answer)


def _asked(line: socket.socket, content: bytes, scanner: Path, until: float) -> str:
    _hurry(line, until)
    line.connect(str(scanner))
    try:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            _hurry(line, until)
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has hung up before the end: what it said first is still there to be read
    return _answer(line, until)


def _hurry(line: socket.socket, until: float) -> None:
    """The next step may take what is left of the time."""
    line.settimeout(max(until - time.monotonic(), 0.001))


def _answer(line: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        _hurry(line, until)
        some = line.recv(4096)
        if not some:
            break
        answer += some
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> str:
    """``stream: OK`` or ``stream: Eicar-Signature FOUND``."""
    _, _, verdict = answer.partition(": ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    if answer == _TOO_LONG:
        raise StreamTooLong
    raise ScannerUnreachable(answer)
