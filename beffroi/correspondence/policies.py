"""Who may handle messages."""

from __future__ import annotations

from beffroi.people.policies import Actor

from .models import Message


def may_read_notice(actor: Actor, message: Message) -> bool:
    """A notice is for the account it was written to."""
    return actor.account_id is not None and actor.account_id == message.recipient_account_id


def may_print(actor: Actor, message: Message) -> bool:
    """Letters are printed by the department that sends them, those of no department by any agent; never one's own."""
    if actor.account_id is not None and actor.account_id == message.recipient_account_id:
        return False
    return actor.is_agent and (not message.department or message.department in actor.departments)
