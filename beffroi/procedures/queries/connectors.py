"""The connectors that packages declare, and which of them somebody has approved."""

from __future__ import annotations

from collections.abc import Iterable

from beffroi.procedures.models import DraftVersion, Procedure
from beffroi.procedures.rules.blocks import Approvals, blocks
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.reading import from_canonical
from beffroi.procedures.rules.schema import Connector, Package
from beffroi.procedures.rules.workflow import CALLS

from .shelf import definition


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


def definitions_calling() -> list[Definition]:
    """Every version in force or in preparation that declares connectors, by short name, the one in force first."""
    in_force = Procedure.objects.filter(in_force__isnull=False).order_by("slug")
    found = [definition(version_id) for version_id in in_force.values_list("in_force", flat=True)]
    found += [
        Definition(from_canonical(bytes(draft.canonical)))
        for draft in DraftVersion.objects.filter(published_as=None).order_by("slug")
    ]
    return [one for one in found if one.connectors]


def said(connectors: Iterable[Connector]) -> list[dict[str, object]]:
    """What is approved of each: everything but where it comes from."""
    return [one.declared() for one in connectors]
