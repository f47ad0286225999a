"""Background work of the room."""

from __future__ import annotations

from datetime import timedelta

from beffroi.journal.actions import periodic

from . import actions


@periodic("documents.sweep_files", every=timedelta(days=1))
def sweep_files() -> None:
    """Remove files that a crash left without a row, or whose row was forgotten."""
    actions.sweep_files()
