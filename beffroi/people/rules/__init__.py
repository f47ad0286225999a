"""Pure rules of the room: levels, roles, the actor, national numbers."""

from .actor import Actor
from .levels import Level
from .roles import ROLE_LABELS, Role

__all__ = ["ROLE_LABELS", "Actor", "Level", "Role"]
