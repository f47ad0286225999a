"""Files below ``FILES_DIR/ab/cd/<uuid4>``: a header with the key's id, then AES-256-GCM bound to the file's path.

A file is written under a temporary name, synced, renamed, and its folder synced, before any row speaks of it; what a
crash leaves behind has no row and is removed by the sweeper.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from beffroi.lib.vault import VaultError, vault

_MAGIC = b"BFR1"
_TEMPORARY = ".new"
_BATCH = 500


class AlteredFile(Exception):
    """The bytes on disk are missing, or are not those that were stored."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where bytes were put, and under which key."""

    path: str
    key_id: str


def put(uuid: UUID, content: bytes) -> Stored:
    """Write ``content`` encrypted; it is on the disk itself when this returns."""
    path = f"{uuid.hex[:2]}/{uuid.hex[2:4]}/{uuid}"
    key_id, sealed = vault().encrypt(content, _context(path))
    target = _root() / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = target.with_name(f"{uuid}{_TEMPORARY}")
    _write_synced(new, _MAGIC + bytes([len(key_id)]) + key_id.encode() + sealed)
    new.rename(target)
    _sync_folder(target.parent)
    return Stored(path, key_id)


def read(path: str) -> bytes:
    """The bytes in clear. Raises AlteredFile."""
    try:
        kept = (_root() / path).read_bytes()
    except FileNotFoundError as error:
        raise AlteredFile(f"{path} is missing") from error
    length = kept[4] if kept[:4] == _MAGIC and len(kept) > 4 else 0
    try:
        return vault().decrypt(kept[5 : 5 + length].decode(), kept[5 + length :], _context(path))
    except (VaultError, UnicodeDecodeError) as error:
        raise AlteredFile(f"{path} cannot be read: {error}") from error


def remove_orphans(known: Callable[[Collection[str]], Collection[str]], *, before: datetime) -> int:
    """Remove the files older than ``before`` of which ``known`` (paths → those with a row) says nothing."""
    removed = 0
    for batch in _batches(_old_files(before.timestamp())):
        with_row = set(known(batch))
        for path in batch:
            if path not in with_row:
                (_root() / path).unlink(missing_ok=True)
                removed += 1
    return removed


def _old_files(before: float) -> Iterator[str]:
    root = _root()
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            if path.stat().st_mtime < before:
                yield path.relative_to(root).as_posix()


def _batches(paths: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for path in paths:
        batch.append(path)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _root() -> Path:
    return Path(settings.FILES_DIR)


def _context(path: str) -> str:
    return f"file:{path}"


def _write_synced(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
