"""A case as it begins, whichever way it comes in.

Called inside the transaction that writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import F

from beffroi.cases import queries
from beffroi.cases.events import CaseSubmitted, EvidenceReceived, TableEvaluated
from beffroi.cases.models import Case, CaseCounter, Evidence, TableEvaluation
from beffroi.cases.rules.clocks import due_day
from beffroi.journal import actions as journal
from beffroi.lib import clock, codes
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion

from . import legal_clock
from .facts import about_case, process_of


def new_case(
    version: ProcedureVersion, answers: dict[str, Any], *, submitted_at: datetime, **more: Any
) -> Case:
    """A case of this version, received by the commune and due from then on; neither saved nor numbered yet.

    ``more``: what depends on the way it comes in (who asks, status, channel, fee).
    """
    definition, case_id = procedures.definition(version.pk), uuid4()
    target = definition.service_target
    return Case(
        id=case_id,
        version=version,
        procedure=definition.slug,
        department=definition.department,
        answers=answers,
        phase="received",
        next_turn="commune",
        delivery=procedures.delivery_mode(definition, answers),
        tracking_hash=codes.hashed(queries.tracking_code_of(case_id), "tracking"),
        submitted_at=submitted_at,
        changed_at=clock.now(),
        target_due_on=due_day(clock.day_of(submitted_at), target.count, target.unit, people.closing_days()),
        **more,
    )


def submit(
    case: Case, results: Sequence[procedures.TableResult], *, evidence: Sequence[Evidence] = (), actor: Acting
) -> None:
    """Write a new request with its evidence, what the tables said of it, its facts and its clock.

    Its number comes last: the counter is locked for the shortest time.
    """
    evaluated = [_evaluation(case, result) for result in results]
    case.number = next_number(clock.year_of(case.submitted_at))
    case.save(force_insert=True)
    Evidence.objects.bulk_create(evidence)
    TableEvaluation.objects.bulk_create(evaluated)
    _announce(case, evidence, evaluated, actor)
    legal_clock.start_at_receipt(case, actor=actor)


def _evaluation(case: Case, result: procedures.TableResult) -> TableEvaluation:
    return TableEvaluation(
        case=case,
        table=result.table,
        outputs=result.outputs,
        rules=result.rules,
        legal_reference=result.legal_reference,
        evaluated_at=case.submitted_at,
    )


def _announce(
    case: Case, evidence: Sequence[Evidence], evaluated: Sequence[TableEvaluation], actor: Acting
) -> None:
    about, process = about_case(case), process_of(case)
    submitted = CaseSubmitted(number=case.number, identity_level=case.identity_level, delivery=case.delivery)
    journal.record(submitted, actor=actor, about=about, process=process_of(case, before="draft"))
    for piece in evidence:
        received = EvidenceReceived(field=piece.field)
        journal.record(received, actor=actor, about=[*about, ref(piece)], process=process)
    for evaluation in evaluated:
        read = TableEvaluated(table=evaluation.table, rules=list(evaluation.rules))
        journal.record(read, actor=actor, about=about, process=process)


def next_number(year: int) -> str:
    """The next case number of a year; its counter stays locked until the transaction ends."""
    counter = CaseCounter.objects.filter(year=year)
    if not counter.update(last=F("last") + 1):
        CaseCounter.objects.get_or_create(year=year)  # settles two first requests of a year
        counter.update(last=F("last") + 1)
    return f"{year}-{counter.values_list('last', flat=True).get():05d}"
