"""How sure the commune is of who is at the door."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """Identity levels, comparable: the numbers of itsme and eID are those of the federal service (Level450, Level500).

    ``CHECKED`` is an identity check recorded by an agent, who saw the person and their identity document.
    """

    NONE = 0
    EMAIL = 100
    CHECKED = 400
    ITSME = 450
    EID = 500
