"""Who may do what with persons, registers and the organisation; also the way in to ``Actor`` and ``Level``."""

from __future__ import annotations

from uuid import UUID

from beffroi.lib.acting import Acting, House

from .rules import Actor, IdentityClaims, Level, Role

__all__ = [
    "Actor",
    "IdentityClaims",
    "Level",
    "Role",
    "is_own_data",
    "may_appoint_agents",
    "may_check_identity",
    "may_consult_register",
    "may_load_pack",
    "may_manage_organisation",
    "may_reveal_number",
]


def is_own_data(actor: Acting, person_id: UUID) -> bool:
    """The person themself, in the portal, with a proved identity: eID, itsme or an agent's check."""
    return (
        isinstance(actor, Actor)
        and not actor.is_agent
        and actor.person_id == person_id
        and actor.level >= Level.CHECKED
    )


def may_consult_register(actor: Acting, person_id: UUID) -> bool:
    """The person themself; an agent with the right to the register, for anyone else; the house, for a case's job."""
    return _is_house(actor) or is_own_data(actor, person_id) or _keeps_register_for(actor, person_id)


def may_reveal_number(actor: Acting, person_id: UUID | None) -> bool:
    """As for the register; a number that belongs to no known person is for agents of the register and the house."""
    if person_id is None:
        return _is_house(actor) or (isinstance(actor, Actor) and Role.REGISTRAR in actor.roles)
    return may_consult_register(actor, person_id)


def may_check_identity(actor: Acting, account_id: UUID, person_id: UUID) -> bool:
    """An agent at a counter (clerk, head or registrar): never about themself, never for their own account."""
    own = isinstance(actor, Actor) and actor.account_id == account_id
    at_counter = _is_agent(actor, Role.CLERK, Role.HEAD, Role.REGISTRAR)
    return at_counter and not own and not _is_self(actor, person_id)


def may_appoint_agents(actor: Acting) -> bool:
    """The administrator of the platform, and the operator at the command line."""
    return _is_house(actor) or _is_agent(actor, Role.ADMIN)


def may_manage_organisation(actor: Acting) -> bool:
    """Managers and administrators keep hours, closing days and contact points up to date."""
    return _is_house(actor) or _is_agent(actor, Role.MANAGER, Role.ADMIN)


def may_load_pack(actor: Acting) -> bool:
    """The operator at the command line, and the administrator of the platform."""
    return may_appoint_agents(actor)


def _is_house(actor: Acting) -> bool:
    return isinstance(actor, House)


def _is_agent(actor: Acting, *roles: Role) -> bool:
    return isinstance(actor, Actor) and actor.is_agent and not actor.roles.isdisjoint(roles)


def _is_self(actor: Acting, person_id: UUID) -> bool:
    return isinstance(actor, Actor) and actor.person_id == person_id


def _keeps_register_for(actor: Acting, person_id: UUID) -> bool:
    return _is_agent(actor, Role.REGISTRAR) and not _is_self(actor, person_id)
