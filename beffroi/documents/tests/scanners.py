"""Two scanners that speak clamd's protocol over a local socket: one of ours, and clamd itself (``make torture``).

The same tests ask both. The official database of signatures cannot be fetched in a test: clamd gets one of ours.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pikepdf
import pytest

from . import factories

#: The harmless file that every scanner calls a virus (eicar.org), in two halves: else this one would be called so too.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
#: Words that only our own signature finds.
MARK = b"Fichier d essai de Beffroi, sans aucun danger"
#: The longest stream that these scanners take, in bytes.
LONGEST = 1 << 20


def holding(text: bytes, **how: Any) -> bytes:
    """A PDF whose page holds this text, packed as ``how`` says."""

    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].Contents = made.make_indirect(pikepdf.Stream(made, text, **how))

    return factories.pdf(change=change)


class Scanner(Protocol):
    """What a test does to a scanner; ``socket`` is where it listens."""

    socket: Path

    def start(self) -> None:
        """Begin to listen, again after ``kill``."""

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""

    def hang(self) -> None:
        """Let it take what comes without ever answering."""


class Spoken:
    """Speaks INSTREAM as clamd does, finds what is there in clear, remembers what it received."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "spoken.sock"
        self.received: list[bytes] = []
        self.answer: bytes | None = None
        self._lines: list[socket.socket] = []

    def start(self) -> None:
        self._awake = threading.Event()
        self._awake.set()
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.socket))
        self._door.listen()
        self._porter = threading.Thread(target=self._open, args=[self._door], daemon=True)
        self._porter.start()

    def kill(self) -> None:
        self.socket.unlink(missing_ok=True)
        for one in (self._door, *self._lines):
            _cut(one)
        self._lines.clear()
        self._awake.set()
        self._porter.join()

    def hang(self) -> None:
        self._awake.clear()

    def _open(self, door: socket.socket) -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            self._lines.append(line)
            threading.Thread(target=self._serve, args=[line], daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with line, line.makefile("rb") as stream:
                self._awake.wait()
                said = self._said(stream)
                line.sendall((said if self.answer is None else self.answer) + b"\0")
        except (OSError, ValueError, struct.error):
            return

    def _said(self, stream) -> bytes:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            if len(content) + length > LONGEST:
                return b"INSTREAM size limit exceeded. ERROR"
            content += stream.read(length)
        self.received.append(content)
        found = EICAR in content or MARK in content
        return b"stream: Eicar-Signature FOUND" if found else b"stream: OK"


def _cut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


class Clamd:
    """The daemon itself, with a configuration and signatures of our own."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "clamd.sock"
        self._program = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")
        if self._program is None:
            pytest.fail("clamd manque : scripts/setup torture l’installe (paquet clamav-daemon).")
        self._configuration = folder / "clamd.conf"
        (database := folder / "signatures").mkdir()
        named = {"Essai-Eicar": EICAR, "Essai-Beffroi": MARK}
        lines = [f"{name}:0:*:{text.hex()}" for name, text in named.items()]
        (database / "essai.ndb").write_text("\n".join(lines) + "\n")
        self._configuration.write_text(
            f"Foreground yes\nLocalSocket {self.socket}\nDatabaseDirectory {database}\n"
            f"TemporaryDirectory {folder}\nStreamMaxLength {LONGEST}\n"
        )

    def start(self) -> None:
        self._process = subprocess.Popen(
            [str(self._program), "-c", str(self._configuration)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while not self._listens():
            assert self._process.poll() is None, "clamd stopped as soon as it began"
            assert time.monotonic() < until, "clamd does not begin"
            time.sleep(0.02)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(self.socket))
                line.sendall(b"zPING\0")
                return line.recv(16) == b"PONG\0"
            except OSError:
                return False

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def hang(self) -> None:
        self._process.send_signal(signal.SIGSTOP)


@pytest.fixture(params=[Spoken, pytest.param(Clamd, marks=pytest.mark.torture)])
def scanner(request: pytest.FixtureRequest, settings) -> Iterator[Scanner]:
    """A scanner that the house asks about every file: ours, and in ``make torture`` clamd."""
    with tempfile.TemporaryDirectory(
        prefix="scanner-"
    ) as folder:  # the path of a local socket has to be short
        made: Scanner = request.param(Path(folder))
        settings.CLAMAV_SOCKET = made.socket
        made.start()
        yield made
        made.kill()
