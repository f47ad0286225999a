"""Background work of the room: ids in, one verb called."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from beffroi.journal.actions import periodic, task

from . import actions


@task("gateway.perform_call", lease=timedelta(minutes=3))
def perform_call(*, call_id: str) -> None:
    """Make a call that was asked."""
    actions.perform_call(call_id=UUID(call_id))


@periodic("gateway.forget_calls", every=timedelta(days=1))
def forget_calls() -> None:
    """Forget the calls that ended long ago."""
    actions.forget_calls()
