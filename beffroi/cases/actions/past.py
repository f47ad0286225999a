"""The history that another e-guichet tells, as facts that occurred then and are recorded now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from beffroi.cases.events import StepImported
from beffroi.cases.rules.exported import ExportedStep
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef


def record_past(
    steps: Sequence[ExportedStep], *, actor: Acting, about: Sequence[ObjectRef], process: Process, ended: bool
) -> None:
    """A fact for each entry of a history. Of its phases is known that it arrived, was handled, and ``ended`` or not."""
    phase = "draft"
    last = len(steps) - 1
    for number, step in enumerate(steps):
        after = "closed" if ended and number == last else ("in_progress" if number else "received")
        journal.record(
            StepImported(step=number, status=step.status, by=step.by),
            actor=actor,
            about=about,
            process=replace(process, phase_before=phase, phase_after=after, next_turn="", due_on=None),
            occurred_at=step.at,
        )
        phase = after
