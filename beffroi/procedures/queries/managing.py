"""What the manager of procedures asks: which versions there are, who published them, what check says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from beffroi.journal import queries as journal
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound
from beffroi.people import queries as people
from beffroi.procedures.events import VersionPublished
from beffroi.procedures.models import Procedure, ProcedureVersion
from beffroi.procedures.rules.checks import check
from beffroi.procedures.rules.findings import Finding
from beffroi.procedures.rules.held import NO_ROWS
from beffroi.procedures.rules.reading import PackageFolder

from .connectors import unapproved
from .preparing import Rows
from .references import held_rows
from .shelf import definition


@dataclass(frozen=True, slots=True)
class Publication:
    """When a version came into force, and who put it there (empty: the house, loading its shelf)."""

    at: datetime
    by: str


def procedures_held() -> QuerySet[Procedure]:
    """Every procedure that has a version in force, with it, by short name."""
    published = Procedure.objects.exclude(in_force=None)
    return published.select_related("in_force").defer("in_force__canonical").order_by("slug")


def versions_held() -> QuerySet[ProcedureVersion]:
    """Every version of every procedure, without its content."""
    return ProcedureVersion.objects.defer("canonical").order_by("procedure__slug", "-number")


def version_of(slug: str, number: int) -> ProcedureVersion:
    """A version by its number. Raises NotFound."""
    found = versions_held().select_related("procedure").filter(procedure__slug=slug, number=number).first()
    if found is None:
        raise NotFound
    return found


def publications(slug: str) -> dict[int, Publication]:
    """The last publication of each version of a procedure, by number (four queries, however many versions)."""
    procedure = Procedure.objects.filter(slug=slug).first()
    if procedure is None:
        return {}
    facts = [
        event for event in journal.events_about(ref(procedure)) if event.name == VersionPublished.__name__
    ]
    names = people.agent_names(event.actor_uuid for event in facts if event.actor_uuid)
    return {
        event.payload["number"]: Publication(
            event.occurred_at, names.get(event.actor_uuid, "") if event.actor_uuid else ""
        )
        for event in facts
    }


def findings_of(version_id: UUID) -> Sequence[Finding]:
    """What ``check`` says of a frozen version today, with the rows of the commune: the checks may have grown since."""
    found = definition(version_id)
    rows = Rows(held_rows(found.slug) if found.references else NO_ROWS)
    return _findings(version_id, rows, unapproved(found.package))


@lru_cache(maxsize=256)
def _findings(version_id: UUID, rows: Rows, lacking: frozenset[str] | None) -> tuple[Finding, ...]:
    found = definition(version_id)
    folder = PackageFolder(found.slug, package=found.package, held=rows.held, unapproved=lacking)
    return tuple(check(folder))
