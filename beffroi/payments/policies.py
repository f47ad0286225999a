"""Who may handle money."""

from __future__ import annotations

from beffroi.people.policies import Actor

TILL = "till"


def may_receive(actor: Actor) -> bool:
    """The till says that money arrived, nobody else."""
    return actor.is_agent and TILL in actor.roles
