"""The electronic seal of the commune: its certificate, the field it is put in, the signature itself (PAdES)."""

from .authority import Identity, create_authority
from .field import with_seal_field
from .keys import SealMissing, fingerprint, folder, identity, roots_of
from .sealer import seal

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
