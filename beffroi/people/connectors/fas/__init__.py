"""The federal authentication service (FAS, CSAM): eID and itsme over OpenID Connect.

``port`` says what the house needs, ``openid`` speaks the protocol, ``demonstration`` is a whole service of
its own with fictional people, used by ``beffroi demo`` and by the tests over real HTTP. The choice, and
what was refused: docs/decisions/0022.
"""

from .openid import service
from .port import (
    FederalIdentity,
    IdentificationDeclined,
    IdentificationFailed,
    IdentificationLapsed,
    IdentityService,
    IdentityServiceUnreachable,
    LevelNotReached,
    Means,
    Pending,
)

__all__ = [
    "FederalIdentity",
    "IdentificationDeclined",
    "IdentificationFailed",
    "IdentificationLapsed",
    "IdentityService",
    "IdentityServiceUnreachable",
    "LevelNotReached",
    "Means",
    "Pending",
    "service",
]
