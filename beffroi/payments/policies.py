"""Who may handle money."""

from __future__ import annotations

from beffroi.lib.acting import HOUSE, Acting
from beffroi.people.policies import Actor

TILL = "till"


def may_receive(actor: Actor) -> bool:
    """The till says that money arrived, nobody else."""
    return actor.is_agent and TILL in actor.roles


def may_cancel(actor: Acting) -> bool:
    """The till, or the house itself when the case behind a request ends."""
    return actor is HOUSE or (isinstance(actor, Actor) and may_receive(actor))
