"""Telling the room that keeps approvals which connectors a package declares."""

from __future__ import annotations

from beffroi.lib.acting import Acting
from beffroi.procedures.queries.connectors import approvals, said
from beffroi.procedures.rules.schema import Package


def declare_connectors(*, actor: Acting, package: Package | None) -> None:
    """Write down what a package wants to call, so that somebody can read and approve it; nothing for what is known."""
    known = approvals()
    if known is not None and package is not None and package.connectors.connectors:
        known.declare(actor=actor, connectors=said(package.connectors.connectors))
