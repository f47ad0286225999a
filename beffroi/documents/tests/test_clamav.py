"""The virus scanner, spoken to over a real local socket: ours, and clamd itself in ``make torture``."""

from __future__ import annotations

import threading
import time
import zlib

import pikepdf
import pytest

from beffroi.documents import actions, queries
from beffroi.documents.actions import FileInfected, FileRefused, FileTooLongToScan, ScanUnavailable
from beffroi.documents.connectors.clamav import scanner as line
from beffroi.documents.models import File

from . import factories
from .scanners import EICAR, LONGEST, MARK, Clamd, Scanner, Spoken, holding
from .scanners import scanner as scanner  # the fixture

ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CLEAN = factories.pdf()


def send(content: bytes) -> File:
    return actions.store_upload(
        name="a",
        content=content,
        accept=["text/plain", "application/pdf", ODT, DOCX],
        max_bytes=10**7,
        purpose="evidence",
    )


def heavy(size: int) -> bytes:
    """A clean PDF of a little more than this many bytes."""
    return holding(b" " * size)


@pytest.mark.parametrize("scanner", [Spoken], indirect=True)
def test_a_clean_file_is_scanned_whole_and_kept(db, scanner: Spoken):
    content = factories.pdf(pages=1500)
    assert queries.open_file(send(content).pk) == content
    assert scanner.received == [content]
    assert len(content) > 1 << 16, "more than one piece"


def test_what_is_clean_is_kept(db, scanner):
    kept = [send(content) for content in (CLEAN, b"bonjour", factories.odt(), heavy(LONGEST // 2))]
    assert [file.content_type for file in kept] == ["application/pdf", "text/plain", ODT, "application/pdf"]


@pytest.mark.parametrize(
    "content",
    [EICAR, MARK, holding(EICAR), CLEAN + b"\n%" + MARK],
    ids=["eicar", "mark", "in a pdf", "behind a pdf"],
)
def test_an_infected_file_is_refused_and_nothing_of_it_stays(db, scanner, content):
    with pytest.raises(FileInfected):
        send(content)
    assert File.objects.count() == 0


@pytest.mark.torture
@pytest.mark.parametrize("scanner", [Clamd], indirect=True)
@pytest.mark.parametrize(
    "content",
    [
        factories.odt({"Pictures/photo.jpg": EICAR}),
        factories.archive({"word/document.xml": b"<x/>", "word/media/image1.png": EICAR}),
        factories.odt({"Object 1": factories.archive({"facture.txt": EICAR})}),
        holding(zlib.compress(EICAR), Filter=pikepdf.Name.FlateDecode),
    ],
    ids=["in an odt", "in a docx", "in an archive in an odt", "compressed in a pdf"],
)
def test_clamd_opens_what_is_packed(db, scanner, content):
    assert EICAR not in content
    with pytest.raises(FileInfected):
        send(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (factories.archive({"facture.txt": EICAR}), "FileWrongType"),
        (factories.pdf(change=factories.attached), "FileWithAttachments"),
    ],
)
@pytest.mark.parametrize("scanner", [Spoken], indirect=True)
def test_what_the_house_never_takes_is_not_even_scanned(db, scanner: Spoken, content, why):
    with pytest.raises(FileRefused) as refused:
        send(content)
    assert (type(refused.value).__name__, scanner.received) == (why, [])


def test_a_file_longer_than_the_scanner_takes_is_refused_for_that(db, scanner, caplog):
    assert send(heavy(LONGEST - 2000)).size < LONGEST
    with pytest.raises(FileTooLongToScan):
        send(heavy(3 * LONGEST))
    assert File.objects.count() == 1
    assert [record.message for record in caplog.records] == ["documents.scanner_takes_less"]


def test_nothing_is_kept_unscanned(db, scanner, caplog):
    scanner.kill()
    with pytest.raises(ScanUnavailable):
        send(b"bonjour")
    assert File.objects.count() == 0
    assert [record.message for record in caplog.records] == ["documents.scanner_unreachable"]


def test_once_the_scanner_is_back_files_are_taken_again(db, scanner):
    scanner.kill()
    with pytest.raises(ScanUnavailable):
        send(CLEAN)
    scanner.start()
    assert send(CLEAN).pk
    with pytest.raises(FileInfected):
        send(EICAR)


def test_a_scanner_that_hangs_is_not_waited_for_longer_than_said(db, scanner, monkeypatch):
    monkeypatch.setattr(line, "_SECONDS", 0.3)
    scanner.hang()
    began = time.monotonic()
    with pytest.raises(ScanUnavailable):
        send(heavy(LONGEST // 2))
    assert (time.monotonic() - began < 3, File.objects.count()) == (True, 0)


def test_a_scanner_killed_while_it_is_asked_is_no_yes(db, scanner: Scanner):
    scanner.hang()
    killer = threading.Timer(0.3, scanner.kill)
    killer.start()
    with pytest.raises(ScanUnavailable):
        send(heavy(LONGEST // 2))
    killer.join()
    assert File.objects.count() == 0


@pytest.mark.parametrize("answer", [b"stream: 3 OK ERROR", b"OK", b"", b"UNKNOWN COMMAND"])
@pytest.mark.parametrize("scanner", [Spoken], indirect=True)
def test_an_answer_that_is_no_answer_is_not_a_yes(db, scanner: Spoken, answer):
    scanner.answer = answer
    with pytest.raises(ScanUnavailable):
        send(b"bonjour")
