"""What whoever keeps the archives is told: lists of closed cases by number, procedure and day, and no name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from beffroi.cases import policies
from beffroi.cases.models import Case, DisposalEntry, DisposalList, ImportedCase
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound, require
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

PAGE = 50


@dataclass(frozen=True)
class Disposal:
    """A list, with how many cases stand on it and how many are anonymous."""

    list: DisposalList
    cases: int
    done: int


@dataclass(frozen=True)
class DisposalRow:
    """A case on a list: what identifies it, when it ended, and by which rule it was kept until when."""

    entry: DisposalEntry
    number: str
    title: str
    department: str
    closed_at: datetime
    kept_until: date
    legal_reference: str


@dataclass(frozen=True)
class DisposalPage:
    """A page of a list in the order of ids; ``after`` is the key of the next one, empty at the end."""

    disposal: Disposal
    rows: Sequence[DisposalRow]
    after: str


def disposals(actor: Actor) -> list[Disposal]:
    """Every list, those to work on first, then the newest. One query. Raises Forbidden."""
    require(policies.may_keep_archives, actor)
    found = _counted(DisposalList.objects.all()).select_related("closed_by__account", "approved_by__account")
    ordered = found.order_by("-opened_at", "number")
    return sorted(map(_disposal, ordered), key=lambda one: one.list.done_at is not None)


def disposal(actor: Actor, list_id: UUID, *, after: str = "") -> DisposalPage:
    """A page of one list. Raises Forbidden, NotFound."""
    found = _one(actor, list_id)
    entries = _entries(list_id)
    if after:
        with suppress(ValueError):  # an address that somebody changed: the list from its beginning
            entries = entries.filter(pk__gt=UUID(after))
    rows = list(_rows(entries[: PAGE + 1]))
    shown = rows[:PAGE]
    return DisposalPage(found, shown, str(shown[-1].entry.pk) if len(rows) > PAGE else "")


def disposal_entry(actor: Actor, list_id: UUID, entry_id: UUID) -> tuple[DisposalList, DisposalRow]:
    """One case of a list that is not approved yet. Raises Forbidden, NotFound."""
    found = _one(actor, list_id)
    row = next(iter(_rows(_entries(list_id).filter(pk=entry_id))), None)
    if row is None or found.list.approved_at is not None:
        raise NotFound
    return found.list, row


#: The columns of a list as a file.
_COLUMNS = ("dossier", "démarche", "service", "clôturé le", "conservé jusqu’au", "base de la conservation")
#: How a cell begins that a spreadsheet would work out.
_FORMULA = ("=", "+", "-", "@", "\t")


def disposal_csv(actor: Actor, list_id: UUID) -> tuple[str, bytes]:
    """The name and the content of a list as CSV, to be sent to the State Archives. Raises Forbidden, NotFound."""
    found = _one(actor, list_id)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in _rows(_entries(list_id)):
        day = clock.day_of(row.closed_at).isoformat()
        cells = (row.number, row.title, row.department, day, row.kept_until.isoformat(), row.legal_reference)
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return f"{found.list.number}.csv", out.getvalue().encode("utf-8-sig")


def disposal_of(case: Case | ImportedCase) -> DisposalList | None:
    """The list by which a case was made anonymous, if it was by one."""
    if case.anonymised_at is None:
        return None
    which = {"case": case} if isinstance(case, Case) else {"imported": case}
    entry = DisposalEntry.objects.select_related("list").filter(done_at__isnull=False, **which).first()
    return entry.list if entry else None


def _one(actor: Actor, list_id: UUID) -> Disposal:
    require(policies.may_keep_archives, actor)
    lists = _counted(DisposalList.objects.filter(pk=list_id))
    found = lists.select_related("closed_by__account", "approved_by__account").first()
    if found is None:
        raise NotFound
    return _disposal(found)


def _counted(lists: QuerySet[DisposalList]) -> QuerySet[DisposalList]:
    done = Count("entries", filter=Q(entries__done_at__isnull=False))
    return lists.annotate(cases=Count("entries"), done=done)


def _disposal(found: DisposalList) -> Disposal:
    return Disposal(found, vars(found)["cases"], vars(found)["done"])


def _entries(list_id: UUID) -> QuerySet[DisposalEntry]:
    """The entries of a list with what is told of their cases; never names or answers."""
    told = ("number", "version", "procedure", "department", "closed_at", "destroy_after")
    imported = ("reference", "procedure", "department", "closed_at", "destroy_after")
    names = [*(f"case__{name}" for name in told), *(f"imported__{name}" for name in imported)]
    entries = DisposalEntry.objects.filter(list=list_id).select_related("case", "imported")
    return entries.only("list", "done_at", *names).order_by("pk")


def _rows(entries: Iterable[DisposalEntry]) -> Iterable[DisposalRow]:
    for entry in entries:
        case = entry.case or entry.imported
        assert case is not None and case.closed_at is not None and case.destroy_after is not None
        number = case.number if isinstance(case, Case) else case.reference
        definition = procedures.definition(version_of(case))
        retention = definition.package.procedure.retention
        yield DisposalRow(
            entry=entry,
            number=number,
            title=str(definition.title),
            department=case.department,
            closed_at=case.closed_at,
            kept_until=case.destroy_after,
            legal_reference=retention.legal_reference,
        )


def version_of(case: Case | ImportedCase) -> UUID:
    """The version by which a case is kept: its own. For a case of another e-guichet that in force, else the newest."""
    if isinstance(case, Case):
        return case.version_id
    try:
        return procedures.version_in_force(case.procedure).pk
    except NotFound:
        return procedures.versions_of(case.procedure).values_list("pk", flat=True)[0]
