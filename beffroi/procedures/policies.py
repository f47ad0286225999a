"""Who may publish procedures and set their options."""

from __future__ import annotations

from beffroi.lib.acting import Acting, House
from beffroi.people.policies import Actor, Role


def may_publish(actor: Acting) -> bool:
    """The house itself (the operator's command), managers of procedures and administrators."""
    return isinstance(actor, House) or _is_manager(actor)


def may_set_options(actor: Acting) -> bool:
    """As for publishing: an option is a decision of the commune, written down by its manager."""
    return may_publish(actor)


def may_prepare_versions(actor: Acting) -> bool:
    """Managers of procedures and administrators: every change bears a name."""
    return _is_manager(actor)


def may_say_visa(actor: Acting) -> bool:
    """The data protection officer."""
    return isinstance(actor, Actor) and actor.is_agent and Role.DPO in actor.roles


def may_note_visa(actor: Acting) -> bool:
    """The operator at the command line, who keeps what the officer signed on paper."""
    return isinstance(actor, House)


def may_set_rows(actor: Acting) -> bool:
    """As for options: a reference table may hold prices."""
    return may_set_options(actor)


def _is_manager(actor: Acting) -> bool:
    return (
        isinstance(actor, Actor) and actor.is_agent and not actor.roles.isdisjoint({Role.MANAGER, Role.ADMIN})
    )
