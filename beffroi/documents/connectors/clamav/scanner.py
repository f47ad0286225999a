"""The INSTREAM command of clamd (clamd(8)): chunks with their length, an empty one, then one line of answer."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

_CHUNK = 1 << 16
_SECONDS = 30.0


class ScannerUnreachable(Exception):
    """The scanner does not answer, or not as it should."""


def virus_in(content: bytes, scanner: Path) -> str:
    """The name of the virus found, or empty. Raises ScannerUnreachable: an unanswered question is not a yes."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_SECONDS)
            line.connect(str(scanner))
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            return _verdict(_answer(line))
    except OSError as error:
        raise ScannerUnreachable(str(error)) from error


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and (some := line.recv(4096)):
        answer += some
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> str:
    """``stream: OK`` or ``stream: Eicar-Signature FOUND``."""
    _, _, verdict = answer.partition(": ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise ScannerUnreachable(answer)
