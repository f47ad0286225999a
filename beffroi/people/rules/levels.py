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

    @classmethod
    def reached(cls, number: int) -> Level:
        """The highest level that a number reaches: 450 is ITSME, 300 (a weaker federal means) counts as EMAIL."""
        return max(level for level in cls if level <= max(number, 0))
