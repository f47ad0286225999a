"""Open cases of a version, and what would become of them on another one: told before anything moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from beffroi.cases import policies
from beffroi.cases.models import Case, VersionMove
from beffroi.cases.rules.staying import BUSY, NO_CLOCK, NOWHERE, Reason, Tally, Why
from beffroi.gateway import queries as services
from beffroi.journal import queries as journal
from beffroi.lib import clock
from beffroi.lib.refs import ref
from beffroi.lib.refusals import require
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion

#: The dry run reads the answers of so many cases; those beyond are read when they are moved.
MOST_READ: Final = 1000

#: Jobs that are done only while the case has not moved since they were asked.
_WORK: Final = ("cases.generate_document", "cases.fetch_act")


@dataclass(frozen=True)
class MoveLine:
    """The open cases at a status: how many, where they go (empty: nobody said), and what changes for them there."""

    status: str
    count: int
    to: str
    changes: procedures.Differences | None


@dataclass(frozen=True)
class DryRun:
    """What a move would do to ``total`` open cases, of which the answers of ``read`` were read.

    ``staying`` of these stay, for ``reasons``; what is ``told`` keeps none back.
    """

    lines: Sequence[MoveLine]
    total: int
    read: int
    staying: int
    reasons: Sequence[Why]
    told: Sequence[Why]

    @property
    def homeless(self) -> list[str]:
        """The statuses whose cases have nowhere to go."""
        return [line.status for line in self.lines if not line.to]

    @property
    def seen(self) -> str:
        """A fingerprint of all this: who confirms says what they had read."""
        return procedures.digest(asdict(self))


def open_on(version_id: UUID) -> QuerySet[Case]:
    """The open cases of a version, in the order of ids (index ``case_open_by_version``)."""
    return Case.objects.filter(version=version_id, closed_at__isnull=True).order_by("pk")


def dry_run(
    actor: Actor, from_version: ProcedureVersion, to_version: ProcedureVersion, statuses: Mapping[str, str]
) -> DryRun:
    """What ``actions.move_cases`` would do now; ``statuses`` says where cases go whose status has no namesake.

    The same number of queries however many cases. Raises Forbidden.
    """
    require(policies.may_move_cases, actor)
    before, after = procedures.definition(from_version.pk), procedures.definition(to_version.pk)
    goes = destinations(before, after, statuses)
    lines = _lines(from_version, before, after, goes)
    reasons, told, read, staying = Tally(), Tally(), 0, 0
    work, form_on = _work_under_way(), forms_of(before.slug)
    for case in open_on(from_version.pk)[:MOST_READ]:
        every = reasons_of(case, after, goes, form_on, busy=case.revision in work.get(case.pk, ()))
        found = [one for one in every if one.kind != NOWHERE]  # the line of its status says so
        reasons.add(case.number, (one for one in found if one.stays))
        told.add(case.number, (one for one in found if not one.stays))
        read, staying = read + 1, staying + any(one.stays for one in found)
    total = sum(line.count for line in lines)
    return DryRun(lines, total, read, staying, reasons.whys, told.whys)


def destinations(
    before: procedures.Definition, after: procedures.Definition, chosen: Mapping[str, str]
) -> dict[str, str]:
    """Where a case goes from each status: as chosen, else to the namesake; never to a status that ends it."""
    there = procedures.open_statuses(after)
    said = {status: to for status, to in chosen.items() if status in before.statuses and to in there}
    return {**procedures.namesakes(before, after), **said}


def _lines(
    version: ProcedureVersion,
    before: procedures.Definition,
    after: procedures.Definition,
    goes: Mapping[str, str],
) -> list[MoveLine]:
    counted = open_on(version.pk).order_by().values_list("status").annotate(cases=Count("pk"))
    counts = dict(counted)
    return [
        MoveLine(
            status=name,
            count=counts[name],
            to=goes.get(name, ""),
            changes=procedures.status_differences(before, name, after, goes[name]) if name in goes else None,
        )
        for name in before.statuses
        if name in counts
    ]


def _work_under_way() -> dict[UUID, set[int]]:
    """The cases for which the house still works, with the revision at which it was asked to."""
    found: dict[UUID, set[int]] = {}
    for args in journal.unfinished_args(_WORK):
        found.setdefault(UUID(args["case_id"]), set()).add(args["revision"])
    for case_id, revision in services.unfinished("case"):
        found.setdefault(case_id, set()).add(revision)
    return found


def is_busy(case: Case) -> bool:
    """Whether the house still works for a case where it stands: work that a move would make it forget."""
    return any(
        args["revision"] == case.revision for args in journal.unfinished_args(_WORK, key=f"{case.pk}:")
    ) or services.is_unfinished(ref(case), case.revision)


def forms_of(slug: str) -> Callable[[date], procedures.FormContext]:
    """The form of a procedure as it stood on a day; what the commune had set is asked once for each."""
    postcodes = cache(procedures.local_postcodes)

    @cache
    def on(day: date) -> procedures.FormContext:
        options = procedures.options_on(slug, day)
        return procedures.FormContext(today=day, options=options, local_postcodes=postcodes)

    return on


def reasons_of(
    case: Case,
    after: procedures.Definition,
    goes: Mapping[str, str],
    form_on: Callable[[date], procedures.FormContext],
    *,
    busy: bool,
) -> list[Reason]:
    """Why a case would stay, and what is told of it if it goes. A case just received is still to be opened."""
    found = []
    if busy or not case.revision:
        found.append(Reason(BUSY))
    if case.status not in goes:
        found.append(Reason(NOWHERE))
    if case.legal_due_on is not None and after.legal_clock is None:
        found.append(Reason(NO_CLOCK))
    form = form_on(clock.day_of(case.submitted_at))
    form = replace(form, level=case.identity_level, references=procedures.kept_rows(case.rows))
    misfits = procedures.misfits(after, case.answers, case.agent_answers, form)
    return [*found, *(Reason(str(m.kind), m.field, m.message, m.kind.keeps_back) for m in misfits)]


def moves_from(version: ProcedureVersion) -> QuerySet[VersionMove]:
    """The moves of the cases of a version, the latest first."""
    moves = VersionMove.objects.filter(from_version=version).order_by("-asked_at", "-pk")
    return moves.select_related("to_version", "asked_by__account").defer("to_version__canonical")


def whys_of(move: VersionMove) -> Sequence[Why]:
    """Why some of its cases stayed, the most frequent first."""
    return Tally(move.reasons).whys
