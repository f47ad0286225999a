"""The electronic seal of the commune: its certificate, the field it is put in, the signature itself (PAdES)."""

from datetime import datetime

from .authority import Identity, create_authority
from .field import with_seal_field
from .keys import SealMissing, fingerprint, folder, identity, roots_of


def seal(pdf: bytes, identity: Identity, *, at: datetime, reason: str, location: str) -> bytes:
    """Sign the empty field of ``with_seal_field``; the bytes before it stay as they are."""
    from . import sealer  # pyHanko takes half a second to read: only who seals waits for it

    return sealer.seal(pdf, identity, at=at, reason=reason, location=location)


__all__ = [
    "Identity",
    "SealMissing",
    "create_authority",
    "fingerprint",
    "folder",
    "identity",
    "roots_of",
    "seal",
    "with_seal_field",
]
