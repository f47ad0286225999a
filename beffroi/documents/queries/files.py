"""Open what was stored."""

from __future__ import annotations

import hashlib
from uuid import UUID

from beffroi.documents.connectors import store
from beffroi.documents.models import File
from beffroi.lib.refusals import NotFound


def open_file(file_id: UUID) -> bytes:
    """The bytes in clear, checked against the digest on the row. Raises NotFound, and AlteredFile (a surprise)."""
    file = File.objects.filter(pk=file_id).first()
    if file is None:
        raise NotFound
    content = store.read(file.path)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise store.AlteredFile(f"{file.path} is not what was stored")
    return content
