"""The connectors that packages declare, and which of them somebody has approved."""

from __future__ import annotations

from collections.abc import Iterable

from beffroi.procedures.rules.blocks import Approvals, blocks
from beffroi.procedures.rules.schema import Connector, Package
from beffroi.procedures.rules.workflow import CALLS


def approvals() -> Approvals | None:
    """What keeps the approvals; None where no room does."""
    known = blocks().get(CALLS)
    return known.approvals if known else None


def unapproved(package: Package) -> frozenset[str] | None:
    """The connectors of a package that nobody approved in its very words; None where nobody can be asked."""
    declared = package.connectors.connectors
    if not declared:
        return frozenset()
    known = approvals()
    return frozenset(known.lacking(said(declared))) if known else None


def said(connectors: Iterable[Connector]) -> list[dict[str, object]]:
    """What is approved of each: everything but where it comes from."""
    return [one.declared() for one in connectors]
