"""The electronic seal of the commune: its certificate, the field it is put in, the signature itself (PAdES)."""

from .authority import Identity, create_authority
from .field import with_seal_field
from .keys import SealMissing, commune_identity, trusted_roots
from .sealer import seal

__all__ = [
    "Identity",
    "SealMissing",
    "commune_identity",
    "create_authority",
    "seal",
    "trusted_roots",
    "with_seal_field",
]
