"""The archive of what another e-guichet handled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from beffroi.cases import policies
from beffroi.cases.models import Case, DisposalList, ImportedCase, ImportedPiece
from beffroi.journal import queries as journal
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .retention import disposal_of

PAGE = 25


@dataclass(frozen=True)
class ArchivePage:
    """A page of the archive, the latest closed first; ``after`` is the key of the next one, empty at the end."""

    cases: Sequence[ImportedCase]
    titles: Mapping[str, str]
    after: str


@dataclass(frozen=True)
class Staying:
    """So many cases of a procedure are finished in the other e-guichet, until a day at most."""

    title: str
    count: int
    until: date


@dataclass(frozen=True)
class PastStep:
    """An entry of an imported history: the fact that says when, and the words that stay with the case."""

    event: Any
    status: str
    comment: str


@dataclass(frozen=True)
class ArchivedCase:
    """One case of the archive, whole."""

    case: ImportedCase
    title: str
    pieces: Sequence[ImportedPiece]
    history: Sequence[PastStep]
    disposal: DisposalList | None


def imported_before(procedure: str) -> set[tuple[str, str]]:
    """System and reference of every case of a procedure that is in the archive, or that goes on here."""
    archived = ImportedCase.objects.filter(procedure=procedure).values_list("system", "reference")
    taken = Case.objects.filter(procedure=procedure).exclude(old_reference="")
    return {*archived, *taken.values_list("old_system", "old_reference")}


def staying(actor: Actor) -> list[Staying]:
    """How many cases of my departments are finished in the other e-guichet, by procedure and last day."""
    counted = policies.department_staying(actor).values("procedure", "until").annotate(count=Count("pk"))
    rows = list(counted.order_by("until", "procedure"))
    titles = _titles(row["procedure"] for row in rows)
    return [Staying(titles[row["procedure"]], row["count"], row["until"]) for row in rows]


def has_archive(actor: Actor) -> bool:
    """Whether the other e-guichet left anything that this agent may read: an archive, or what ends there."""
    return policies.department_archive(actor).exists() or policies.department_staying(actor).exists()


def archive_of(actor: Actor, *, text: str = "", procedure: str = "", after: str = "") -> ArchivePage:
    """The imported cases of my departments, by reference or name. Served by ``imported_case_by_closing``."""
    cases = policies.department_archive(actor).defer("answers", "history")
    if procedure:
        cases = cases.filter(procedure=procedure)
    for word in text.split()[:5]:
        cases = cases.filter(Q(reference__icontains=word) | Q(applicant_name__icontains=word))
    found = list(_past(cases, after).order_by("-closed_at", "id")[: PAGE + 1])
    shown = found[:PAGE]
    return ArchivePage(
        shown, _titles(case.procedure for case in shown), _key(shown[-1]) if len(found) > PAGE else ""
    )


def archived_case(actor: Actor, case_id: UUID) -> ArchivedCase:
    """One case of the archive. The door records the consultation first. Raises NotFound."""
    case = policies.department_archive(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    title = _titles([case.procedure])[case.procedure]
    pieces = list(case.pieces.select_related("file"))
    return ArchivedCase(case, title, pieces, list(_history(case)), disposal_of(case))


def _titles(slugs: Iterable[str]) -> dict[str, str]:
    """The title of each procedure, as published today."""
    titles = {card.slug: card.title for card in procedures.catalogue(get_language() or "fr")}
    return {slug: titles.get(slug, slug) for slug in slugs}


def _history(case: ImportedCase) -> list[PastStep]:
    steps = []
    for event in journal.events_about(ref(case)):
        words = case.history[event.payload["step"]] if event.name == "StepImported" else {}
        steps.append(PastStep(event, words.get("status", ""), words.get("comment", "")))
    return steps


def _past(cases: QuerySet[ImportedCase], after: str) -> QuerySet[ImportedCase]:
    moment, _, key = after.partition("_")
    try:
        closed_at, identity = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return cases
    if closed_at.tzinfo is None:
        return cases
    return cases.filter(Q(closed_at__lt=closed_at) | Q(closed_at=closed_at, pk__gt=identity))


def _key(case: ImportedCase) -> str:
    return f"{case.closed_at.isoformat()}_{case.pk}"
