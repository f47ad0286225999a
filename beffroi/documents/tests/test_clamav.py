"""The virus scanner, spoken to over a real local socket."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from beffroi.documents import actions, queries
from beffroi.documents.actions import FileInfected, ScanUnavailable
from beffroi.documents.models import File

from . import factories


class Scanner(threading.Thread):
    """Speaks clamd's INSTREAM and finds what contains the word."""

    def __init__(self, place: Path, answer: bytes = b"") -> None:
        super().__init__(daemon=True)
        self.received: list[bytes] = []
        self._answer = answer
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(place))
        self._door.listen()

    def run(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!I", stream.read(4))[0]:
                    content += stream.read(length)
                self.received.append(content)
                found = b"stream: Eicar-Signature FOUND" if b"EICAR" in content else b"stream: OK"
                line.sendall((self._answer or found) + b"\0")

    def stop(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.join()


@pytest.fixture
def scanner(settings, tmp_path: Path) -> Iterator[Scanner]:
    settings.CLAMAV_SOCKET = tmp_path / "clamd.sock"
    made = Scanner(settings.CLAMAV_SOCKET)
    made.start()
    yield made
    made.stop()


def send(content: bytes) -> File:
    return actions.store_upload(
        name="a.txt",
        content=content,
        accept=["text/plain", "application/pdf"],
        max_bytes=10**6,
        purpose="evidence",
    )


def test_a_clean_file_is_scanned_whole_and_kept(db, scanner):
    content = factories.pdf(pages=1500)
    assert queries.open_file(send(content).pk) == content
    assert scanner.received == [content]
    assert len(content) > 1 << 16, "more than one piece"


def test_an_infected_file_is_refused(db, scanner):
    with pytest.raises(FileInfected):
        send(b"X5O!P%@AP EICAR")
    assert File.objects.count() == 0


def test_nothing_is_kept_unscanned(db, settings, tmp_path):
    settings.CLAMAV_SOCKET = tmp_path / "nobody.sock"
    with pytest.raises(ScanUnavailable):
        send(b"bonjour")
    assert File.objects.count() == 0


def test_an_answer_that_is_no_answer_is_not_a_yes(db, settings, tmp_path):
    settings.CLAMAV_SOCKET = tmp_path / "odd.sock"
    odd = Scanner(settings.CLAMAV_SOCKET, answer=b"INSTREAM size limit exceeded. ERROR")
    odd.start()
    with pytest.raises(ScanUnavailable):
        send(b"bonjour")
    odd.stop()
