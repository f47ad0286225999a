"""Pure rules of the room: levels, roles, the actor, national numbers, opening hours, packs."""

from .actor import Actor
from .claims import IdentityClaims
from .levels import Level
from .roles import ROLE_LABELS, Role

__all__ = ["ROLE_LABELS", "Actor", "IdentityClaims", "Level", "Role"]
