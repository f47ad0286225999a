"""Who may make, receive and revoke documents. Who may *read* one is the business of what it belongs to (a case)."""

from __future__ import annotations

from beffroi.lib.acting import Acting, House
from beffroi.people.policies import Actor, Role

__all__ = ["may_issue_document", "may_receive_document", "may_revoke_document", "may_set_up_seals"]


def may_issue_document(actor: Acting) -> bool:
    """The house (a job of a case), or an agent."""
    return isinstance(actor, House) or _is_agent(actor)


def may_receive_document(actor: Acting) -> bool:
    """The house (from the bank of acts), or an agent who uploads."""
    return may_issue_document(actor)


def may_revoke_document(actor: Acting) -> bool:
    """The head of a department, or an agent with the register: a revocation harms its holder."""
    return isinstance(actor, House) or _is_agent(actor, Role.HEAD, Role.REGISTRAR)


def may_set_up_seals(actor: Acting) -> bool:
    """The operator at the command line."""
    return isinstance(actor, House)


def _is_agent(actor: Acting, *roles: Role) -> bool:
    return isinstance(actor, Actor) and actor.is_agent and (not roles or not actor.roles.isdisjoint(roles))
