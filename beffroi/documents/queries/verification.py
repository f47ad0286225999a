"""Is this document genuine? Answered to anyone, without a word about a person."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from beffroi.documents.connectors import inspector, seal
from beffroi.documents.models import Document
from beffroi.lib import codes, throttle

PURPOSE = "verification"
#: What stands among a document's keywords, so that a changed copy can be told from a stranger.
MARK = "beffroi:"

_LARGEST = 25 * 1024 * 1024
_MARK = re.compile(re.escape(MARK) + r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_TRIES, _SECONDS = 20, 600


@dataclass(frozen=True, slots=True)
class Verification:
    """What anyone may learn.

    ``status``: ``genuine``, ``revoked``, ``altered`` (it names one of our documents or bears our seal, but the bytes
    are not those we issued) or ``unknown``. The rest is empty when unknown; for an altered file it describes the
    document as it was issued, when we know which one.
    """

    status: str
    title: str = ""
    kind: str = ""
    issuer: str = ""
    origin: str = ""
    sealed_at: datetime | None = None
    revoked_at: datetime | None = None


UNKNOWN = Verification("unknown")


def verify_code(code: str, *, who: str = "") -> Verification:
    """Verify by the code printed on a document. ``who`` (an address) is held to twenty tries in ten minutes.

    Raises Throttled.
    """
    _count(who)
    hashed = codes.hashed(code, PURPOSE)
    found = Document.objects.filter(code_hash=hashed).first() if hashed else None
    return _of(found) if found else UNKNOWN


def verify_bytes(content: bytes, *, who: str = "") -> Verification:
    """Verify by the file itself. The bytes are compared first; only a stranger's are opened, apart and with limits.

    Raises Throttled.
    """
    _count(who)
    digest = hashlib.sha256(content).hexdigest()
    found = Document.objects.filter(file__sha256=digest).order_by("-sealed_at", "pk").first()
    if found:
        return _of(found)
    if not content.startswith(b"%PDF-") or len(content) > _LARGEST:
        return UNKNOWN
    return _altered(content) or UNKNOWN


def _count(who: str) -> None:
    if who:
        throttle.hit("documents.verify", who, limit=_TRIES, seconds=_SECONDS)


def _of(document: Document, status: str = "") -> Verification:
    genuine_or_revoked = "revoked" if document.status == Document.Status.REVOKED else "genuine"
    return Verification(
        status=status or genuine_or_revoked,
        title=document.title,
        kind=document.kind,
        issuer=document.issuer,
        origin=document.origin,
        sealed_at=document.sealed_at,
        revoked_at=document.revoked_at,
    )


def _altered(content: bytes) -> Verification | None:
    named = (
        Document.objects.filter(pk__in=_named_in(content), origin=Document.Origin.OWN).order_by("pk").first()
    )
    if named:
        return _of(named, "altered")
    broken = [
        found for found in inspector.read_signatures(content) or () if not (found.intact and found.whole)
    ]
    return Verification("altered") if any(_is_ours(found.fingerprint) for found in broken) else None


def _named_in(content: bytes) -> set[UUID]:
    """The documents that a PDF says it is: in its metadata as they lie in the file, and as a reader sees them."""
    texts: Iterable[str] = (content.decode("latin-1"), *inspector.read_marks(content))
    return {UUID(found) for text in texts for found in _MARK.findall(text)[:20]}


def _is_ours(fingerprint: str) -> bool:
    try:
        current = seal.fingerprint(seal.identity().certificate)
    except seal.SealMissing:
        current = ""
    return bool(fingerprint) and (
        fingerprint == current
        or Document.objects.filter(origin=Document.Origin.OWN, seal_report__fingerprint=fingerprint).exists()
    )
