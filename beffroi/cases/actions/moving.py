"""Move the open cases of a version to another one: asked once by a manager, done by jobs, case by case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction

from beffroi.cases import policies
from beffroi.cases.events import MoveAsked
from beffroi.cases.models import VersionMove
from beffroi.cases.queries.moving import destinations, dry_run, forms_of, is_busy, open_on, reasons_of
from beffroi.cases.rules.staying import CIRCLE, Reason, Tally
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, require
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion

from .advance import RunsInACircle, locked, stand
from .refusals import AlreadyMoving, CasesChanged, NothingToMove, NowhereToGo, OtherProcedure, SameVersion

#: So many cases are looked at by one job.
BATCH: Final = 50


def move_cases(
    *,
    actor: Actor,
    from_version: ProcedureVersion,
    to_version: ProcedureVersion,
    statuses: Mapping[str, str],
    seen: str,
) -> VersionMove:
    """Ask that the open cases of a version go to another one of the same procedure; jobs do it.

    ``statuses`` says where cases go whose status has no namesake, ``seen`` is ``DryRun.seen`` as it was read. What no
    longer fits when its turn comes stays where it is, and is counted with the reason.
    Raises Forbidden, OtherProcedure, SameVersion, NothingToMove, NowhereToGo, CasesChanged, AlreadyMoving.
    """
    require(policies.may_move_cases, actor)
    if from_version.procedure_id != to_version.procedure_id:
        raise OtherProcedure
    if from_version.pk == to_version.pk:
        raise SameVersion
    plan = dry_run(actor, from_version, to_version, statuses)
    if not plan.total:
        raise NothingToMove
    if plan.homeless:
        raise NowhereToGo(plan.homeless)
    if plan.seen != seen:
        raise CasesChanged
    return _ask(actor, from_version, to_version, statuses, plan.total)


@transaction.atomic
def _ask(
    actor: Actor, before: ProcedureVersion, after: ProcedureVersion, chosen: Mapping[str, str], total: int
) -> VersionMove:
    assert actor.agent_id is not None  # whoever may move cases has a post
    goes = destinations(procedures.definition(before.pk), procedures.definition(after.pk), chosen)
    move, fresh = VersionMove.objects.get_or_create(
        from_version=before,
        ended_at=None,
        defaults={
            "to_version": after,
            "statuses": goes,
            "asked_by_id": actor.agent_id,
            "asked_at": clock.now(),
            "total": total,
        },
    )
    if not fresh:
        raise AlreadyMoving
    slug = before.procedure.slug
    fact = MoveAsked(procedure=slug, version_before=before.number, version_after=after.number)
    about = [ref(move), ref(before.procedure)]
    journal.record(fact, actor=actor, about=about, process=Process(procedure=slug, version=after.number))
    _ask_for_a_batch(move)
    return move


def _ask_for_a_batch(move: VersionMove) -> None:
    key = f"{move.pk}:{move.reached or ''}"
    journal.enqueue("cases.move_cases", key=key, args={"move_id": str(move.pk)})


def carry_move_on(*, move_id: UUID) -> None:
    """Look at the next cases of a move, each in its own transaction, and ask for those that follow. Harmless twice."""
    move = VersionMove.objects.get(pk=move_id)
    if move.ended_at is None:
        for case_id in _ahead(move):
            _look_at(move_id, case_id)
        _go_on_or_end(move_id)


def _ahead(move: VersionMove) -> Sequence[UUID]:
    cases = open_on(move.from_version_id)
    if move.reached is not None:
        cases = cases.filter(pk__gt=move.reached)
    return list(cases.values_list("pk", flat=True)[:BATCH])


def _locked(move_id: UUID) -> VersionMove:
    moves = VersionMove.objects.select_for_update(of=("self",)).select_related("to_version")
    return moves.defer("to_version__canonical").get(pk=move_id)


@transaction.atomic
def _look_at(move_id: UUID, case_id: UUID) -> None:
    """Move one case or leave it; the row of the move says that it was looked at, so that it is counted once."""
    move = _locked(move_id)
    if move.ended_at is not None or (move.reached is not None and case_id <= move.reached):
        return
    move.reached = case_id
    try:
        number, reasons = _moved(move, case_id)
    except NotFound:  # closed meanwhile, or elsewhere already
        pass
    else:
        move.moved, move.left = move.moved + (not reasons), move.left + bool(reasons)
        tally = Tally(move.reasons)
        tally.add(number, reasons)
        move.reasons = tally.stored
    move.save(update_fields=["reached", "moved", "left", "reasons"])


def _moved(move: VersionMove, case_id: UUID) -> tuple[str, list[Reason]]:
    """Move a case; its number, and why it stays when it does. Raises NotFound when it is not to be moved any more."""
    case = locked(case_id, among=open_on(move.from_version_id))
    after = procedures.definition(move.to_version_id)
    found = reasons_of(case, after, move.statuses, forms_of(case.procedure), busy=is_busy(case))
    reasons = [one for one in found if one.stays]
    if reasons:
        return case.number, reasons
    try:
        with transaction.atomic():
            stand(case, move.to_version, move.statuses)
    except RunsInACircle:
        return case.number, [Reason(CIRCLE)]
    return case.number, []


@transaction.atomic
def _go_on_or_end(move_id: UUID) -> None:
    move = _locked(move_id)
    if move.ended_at is not None:
        return
    if _ahead(move):
        _ask_for_a_batch(move)
        return
    move.ended_at = clock.now()
    move.save(update_fields=["ended_at"])
