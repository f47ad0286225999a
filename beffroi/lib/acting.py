"""What a room below ``people`` needs to know of whoever acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .refs import ObjectRef


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who acted, in the words a fact keeps: no name, no number.

    ``actor`` is a pseudonym (``person``), an ``agent``, an ``account`` or None for the house itself (a job);
    ``on_behalf`` the represented person; ``role`` the acting role (``citizen``, ``clerk``, ``system``...);
    ``department`` the slug of the department acting, or empty; ``channel`` web, counter, post, phone or system.
    """

    actor: ObjectRef | None = None
    on_behalf: ObjectRef | None = None
    role: str = "system"
    department: str = ""
    channel: str = "system"


class Acting(Protocol):
    """Anything that can stamp a fact."""

    def stamp(self) -> Stamp: ...


class House:
    """The program itself: jobs, timers, reactions."""

    def stamp(self) -> Stamp:
        """A stamp without a person."""
        return Stamp()


HOUSE = House()
