"""Who may do what with the journal."""

from __future__ import annotations

from beffroi.lib.acting import Acting


def may_restart_jobs(actor: Acting) -> bool:
    """An agent or the house itself: restarting is harmless, since every receiver bears repetition."""
    stamp = actor.stamp()
    return stamp.role == "system" or (stamp.actor is not None and stamp.actor.kind == "agent")
