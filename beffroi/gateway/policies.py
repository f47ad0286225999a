"""Who declares a connector, and who lets it be called."""

from __future__ import annotations

from beffroi.lib.acting import Acting, House
from beffroi.people.policies import Actor, Role


def may_declare_connectors(actor: Acting) -> bool:
    """Whoever prepares a package, and the house that reads its shelf: to declare is not to approve."""
    return isinstance(actor, House) or may_see_connectors(actor)


def may_see_connectors(actor: Acting) -> bool:
    """Managers of procedures and administrators."""
    return (
        isinstance(actor, Actor) and actor.is_agent and not actor.roles.isdisjoint({Role.MANAGER, Role.ADMIN})
    )


def may_approve_connectors(actor: Acting) -> bool:
    """The same people. Never the house: somebody answers for what leaves the commune."""
    return may_see_connectors(actor)
