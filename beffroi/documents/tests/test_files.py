"""Keeping what people send."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from beffroi.documents import actions, queries
from beffroi.documents.connectors import store
from beffroi.documents.models import File
from beffroi.lib.refusals import NotFound

from . import factories

ACCEPT = ["application/pdf", "image/jpeg"]


def keep(content: bytes, name: str = "preuve.pdf", **changes: object) -> File:
    values = {"accept": ACCEPT, "max_bytes": 1_000_000, "purpose": "evidence"}
    return actions.store_upload(name=name, content=content, **(values | changes))


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "files").rglob("*") if path.is_file())


@pytest.fixture
def kept(db, clock) -> File:
    return keep(factories.pdf())


def test_a_file_comes_back_as_it_was_sent(db, clock):
    sent = factories.pdf(pages=3)
    file = keep(sent)
    assert queries.open_file(file.pk) == sent
    assert (file.content_type, file.size, file.sha256, file.name, file.created_at) == (
        "application/pdf",
        len(sent),
        hashlib.sha256(sent).hexdigest(),
        "preuve.pdf",
        clock.now(),
    )


def test_a_prepared_file_has_no_row_until_it_is_entered(db):
    file = actions.prepare_upload(
        name="preuve.pdf", content=factories.pdf(), accept=ACCEPT, max_bytes=1_000_000, purpose="evidence"
    )
    assert not File.objects.exists()

    actions.enter_files(files=[file])

    assert queries.open_file(file.pk) == factories.pdf()


def test_a_file_may_come_as_a_stream(db):
    sent = factories.picture()
    assert queries.open_file(keep(io.BytesIO(sent)).pk) == sent


def test_the_type_is_read_from_the_content(db):
    assert keep(factories.picture(), name="photo.pdf").content_type == "image/jpeg"


def test_what_lies_on_disk_is_encrypted_and_its_place_says_nothing(kept, folders):
    (path,) = on_disk(folders)
    head = path.read_bytes()[:7]
    assert path == folders / "files" / kept.path
    assert kept.path == f"{kept.pk.hex[:2]}/{kept.pk.hex[2:4]}/{kept.pk}"
    assert (head[:4], head[4], head[5:]) == (b"BFR1", len(kept.key_id), kept.key_id.encode())
    assert b"%PDF" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_changed_on_disk_is_not_given(kept, folders):
    (path,) = on_disk(folders)
    changed = bytearray(path.read_bytes())
    changed[-1] ^= 1
    path.write_bytes(changed)
    with pytest.raises(store.AlteredFile):
        queries.open_file(kept.pk)


def test_a_file_cannot_take_the_place_of_another(kept, folders):
    other = keep(factories.pdf(pages=2))
    (folders / "files" / kept.path).write_bytes((folders / "files" / other.path).read_bytes())
    with pytest.raises(store.AlteredFile):
        queries.open_file(kept.pk)


def test_a_missing_file_is_a_surprise_and_an_unknown_one_a_refusal(kept, folders):
    (folders / "files" / kept.path).unlink()
    with pytest.raises(store.AlteredFile):
        queries.open_file(kept.pk)
    with pytest.raises(NotFound):
        queries.open_file(factories.CASE.uuid)


def test_the_bytes_are_on_disk_before_their_row(db, folders, monkeypatch):
    monkeypatch.setattr(File, "save", lambda self, **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep(factories.pdf())
    assert (len(on_disk(folders)), File.objects.count()) == (1, 0)


def test_a_disk_that_fails_leaves_no_row(db, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(factories.pdf())
    assert File.objects.count() == 0


def test_the_sweeper_removes_old_orphans_only(kept, clock, folders):
    orphan, fresh = (folders / "files" / "ab" / "cd" / name for name in ("orphan", "fresh.new"))
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"left by a crash")
    fresh.write_bytes(b"being written")
    for path, age in ((orphan, 25), (folders / "files" / kept.path, 25), (fresh, 23)):
        moment = (clock.now() - timedelta(hours=age)).timestamp()
        os.utime(path, (moment, moment))
    assert actions.sweep_files() == 1
    assert on_disk(folders) == sorted([fresh, folders / "files" / kept.path])


def test_a_forgotten_file_is_swept(kept, clock, folders):
    actions.forget_file(file_id=kept.pk)
    with clock.at(clock.now() + timedelta(days=30)):
        os.utime(folders / "files" / kept.path, (0, 0))
        assert actions.sweep_files() == 1
    assert on_disk(folders) == []


def test_a_file_that_a_document_holds_is_not_forgotten(certificate):
    with pytest.raises(ProtectedError):
        actions.forget_file(file_id=certificate.file_id)


def test_the_database_refuses_an_empty_file(kept):
    with pytest.raises(IntegrityError), transaction.atomic():
        File.objects.filter(pk=kept.pk).update(size=0)
