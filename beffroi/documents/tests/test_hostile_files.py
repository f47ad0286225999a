"""Files that people should not send, and what they are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from beffroi.documents import actions
from beffroi.documents.actions import (
    FileActive,
    FileAmbiguous,
    FileBomb,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileRefused,
    FileTooLarge,
    FileWithAttachments,
    FileWrongType,
)
from beffroi.documents.connectors import inspector
from beffroi.documents.models import File

from . import factories

EVERYTHING = [
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/tiff",
    "image/heic",
    "text/plain",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
]
PNG, PDF = factories.picture("PNG"), factories.pdf()

HOSTILE = {
    "empty": (lambda: b"", FileEmpty),
    "too large": (lambda: PDF + bytes(3_000_000), FileTooLarge),
    "a program called .pdf": (lambda: b"MZ" + bytes(500), FileWrongType),
    "a page called .jpg": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", FileRefused),
    "text that is a page": (lambda: b"bonjour <script>alert(1)</script>", FileAmbiguous),
    "a plain archive": (lambda: factories.archive({"a.txt": b"a"}), FileWrongType),
    "a PDF with a password": (lambda: factories.encrypted_pdf("secret", "secret"), FileEncrypted),
    "a PDF that may not be printed": (lambda: factories.encrypted_pdf("", "secret"), FileEncrypted),
    "a PDF cut short": (lambda: factories.pdf(pages=20)[:-600], FileDamaged),
    "a PDF in name only": (lambda: b"%PDF-1.7\nhello", FileDamaged),
    "a PDF without pages": (lambda: factories.pdf(pages=0), FileDamaged),
    "a PDF with too many pages": (lambda: factories.pdf(pages=2_001), FileBomb),
    "a PDF with a script": (lambda: factories.pdf(change=factories.scripted), FileActive),
    "a PDF that starts a program": (lambda: factories.pdf(change=factories.launching), FileActive),
    "a PDF with a file inside": (lambda: factories.pdf(change=factories.attached), FileWithAttachments),
    "a PDF that unpacks for ever": (lambda: factories.pdf(change=factories.fanned_out), FileBomb),
    "a PDF packed twice": (lambda: factories.pdf(change=factories.twice_fanned_out), FileBomb),
    "a PDF that is an archive too": (lambda: PDF + factories.archive({"a.txt": b"a"}), FileAmbiguous),
    "a picture that is a PDF too": (lambda: PNG[:33] + b"%PDF-1.7" + PNG[33:], FileAmbiguous),
    "a picture cut short": (lambda: factories.picture("JPEG", (900, 900))[:2_000], FileDamaged),
    "a picture of 1.6 billion dots": (lambda: factories.picture_bomb(), FileBomb),
    "a document with macros": (lambda: factories.odt({"Basic/script-lc.xml": b"<x/>"}), FileActive),
    "a document that unpacks for ever": (lambda: factories.odt({"big": bytes(210_000_000)}), FileBomb),
    "a document cut short": (lambda: factories.odt()[:-30], FileDamaged),
}
HONEST = {
    "application/pdf": lambda: PDF,
    "image/jpeg": lambda: factories.picture("JPEG"),
    "image/png": lambda: PNG,
    "image/webp": lambda: factories.picture("WEBP"),
    "image/tiff": lambda: factories.picture("TIFF"),
    "text/plain": lambda: "Été à Wavre\n".encode(),
    "application/vnd.oasis.opendocument.text": lambda: factories.odt(),
}


@pytest.mark.parametrize(("make", "refusal"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(db, make: Callable[[], bytes], refusal: type[FileRefused]):
    with pytest.raises(refusal) as refused:
        actions.store_upload(
            name="preuve.pdf", content=make(), accept=EVERYTHING, max_bytes=2_900_000, purpose="evidence"
        )
    assert len(str(refused.value)) > 40, "the sentence says what to do"
    assert File.objects.count() == 0


@pytest.mark.parametrize(("kind", "make"), HONEST.items(), ids=HONEST)
def test_an_honest_file_is_kept(db, kind: str, make: Callable[[], bytes]):
    file = actions.store_upload(
        name="preuve", content=make(), accept=EVERYTHING, max_bytes=2_000_000, purpose="evidence"
    )
    assert file.content_type == kind


def test_the_refusal_names_the_types_asked_for(db):
    with pytest.raises(FileWrongType) as refused:
        actions.store_upload(
            name="a.png",
            content=PNG,
            accept=["application/pdf", "image/jpeg"],
            max_bytes=9_999,
            purpose="evidence",
        )
    assert str(refused.value) == (
        "Ce type de fichier n’est pas accepté. Envoyez un fichier de l’un de ces types : PDF, JPEG. "
        "Changer le nom du fichier ne suffit pas."
    )


def test_the_refusal_says_the_largest_size(db):
    with pytest.raises(FileTooLarge, match="15 Mo au maximum"):
        actions.store_upload(
            name="a.pdf",
            content=bytes(15 * 1024**2 + 1),
            accept=EVERYTHING,
            max_bytes=15 * 1024**2,
            purpose="x",
        )


def test_nothing_unforeseen_in_a_pdf_gets_through_or_breaks_the_house():
    """Each byte of a small PDF is damaged in turn: the answer is always a finding."""
    honest = factories.pdf()
    for place in range(0, len(honest), 7):
        changed = bytearray(honest)
        changed[place] ^= 0x55
        assert isinstance(inspector.inspect_file(bytes(changed)), inspector.Finding)
