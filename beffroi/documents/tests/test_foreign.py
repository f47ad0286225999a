"""What BAEC or the Registre national has sealed is kept byte for byte, or refused."""

from __future__ import annotations

import hashlib

import pytest
from django.db import transaction

from beffroi.documents import actions, queries
from beffroi.documents.actions import FileDamaged, FileWrongType, NotSealed, SealBroken, SealUntrusted
from beffroi.documents.models import Document
from beffroi.journal.models import Event
from beffroi.lib.refusals import Forbidden

from . import factories


def receive(content: bytes, origin: str = "rn", **changes: object) -> Document:
    values = {
        "actor": factories.agent("clerk"),
        "kind": "certificat-de-residence",
        "title": "Certificat de résidence",
        "about": factories.CASE,
        "process": factories.PROCESS,
    }
    return actions.store_foreign(content=content, origin=origin, **(values | changes))


@pytest.fixture
def original(commune, clock) -> bytes:
    return actions.specimen_from("rn")


@pytest.mark.parametrize("origin", ["baec", "rn"])
def test_a_sealed_document_is_kept_byte_for_byte(commune, clock, origin: str):
    content = actions.specimen_from(origin)
    document = receive(content, origin)
    assert queries.open_file(document.file_id) == content
    assert document.seal_report["sha256"] == document.file.sha256 == hashlib.sha256(content).hexdigest()
    assert (document.origin, document.code_hash) == (origin, None)


def test_what_the_check_of_the_seal_said_is_kept(original, clock):
    report = receive(original).seal_report
    assert (report["intact"], report["whole"], report["trusted"], report["signed_at"]) == (
        True,
        True,
        True,
        clock.now().isoformat(),
    )
    assert "Registre national" in report["signer"] or "rn" in report["signer"]


def test_its_arrival_is_a_fact(original):
    document = receive(original)
    event = Event.objects.get(name="DocumentReceived")
    assert event.payload == {
        "document_kind": "certificat-de-residence",
        "origin": "rn",
        "sha256": document.file.sha256,
    }
    assert event.role == "clerk"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (lambda original: factories.pdf(), NotSealed),
        (lambda original: original + b"\n%\n", SealBroken),
        (lambda original: original.replace(b"/Tabs", b"/Taps", 1), SealBroken),
        (lambda original: actions.specimen_from("baec"), SealUntrusted),
        (lambda original: queries.open_file(factories.issue().file_id), SealUntrusted),
        (lambda original: original[:-400], FileDamaged),
        (lambda original: factories.picture(), FileWrongType),
    ],
    ids=["no seal", "added to", "one byte", "of another bank", "of the commune", "cut", "a picture"],
)
def test_anything_else_is_refused(original, content, refusal):
    with pytest.raises(refusal):
        receive(content(original))
    assert Document.objects.exclude(origin="own").count() == 0


def test_a_real_root_is_configured_by_a_file(original, settings, tmp_path, seals):
    settings.SEAL_DIR = tmp_path / "production"
    (settings.SEAL_DIR / "roots" / "rn").mkdir(parents=True)
    with pytest.raises(SealUntrusted):
        receive(original)
    (settings.SEAL_DIR / "roots" / "rn" / "root.pem").write_bytes((seals / "rn" / "root.pem").read_bytes())
    assert receive(original).seal_report["trusted"] is True


def test_a_citizen_does_not_hand_in_sealed_documents(original):
    with pytest.raises(Forbidden):
        receive(original, actor=factories.CITIZEN)


@pytest.mark.django_db(transaction=True)
def test_nothing_slow_happens_inside_a_transaction(clock):
    factories.commune()
    original = actions.specimen_from("rn")
    with pytest.raises(RuntimeError), transaction.atomic():
        receive(original)
    assert Document.objects.count() == 0
