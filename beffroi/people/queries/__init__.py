"""The questions of the room."""

from .actors import desk_actor, portal_actor

__all__ = ["desk_actor", "portal_actor"]
