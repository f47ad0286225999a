"""What the child may say of a file, in words that parent and child share."""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    """Why a file is not taken."""

    UNKNOWN = "unknown"  # no type that we know how to check
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    BOMB = "bomb"  # opens into far more than it weighs
    ACTIVE = "active"  # scripts, macros, actions
    ATTACHMENTS = "attachments"  # other files inside
    AMBIGUOUS = "ambiguous"  # two kinds of file at once


class Found(Exception):
    """A check found a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem
