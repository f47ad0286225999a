"""The legal moment: a draft becomes the commune's business."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from beffroi.cases import queries
from beffroi.cases.events import CaseSubmitted, EvidenceReceived, TableEvaluated
from beffroi.cases.models import Case, CaseCounter, Draft, Evidence, TableEvaluation
from beffroi.cases.rules.clocks import due_day
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock, codes
from beffroi.lib.refs import ref
from beffroi.people import queries as people
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .refusals import AnswersIncomplete, DraftChanged, IdentityTooLow, NotEntitled


@dataclass(frozen=True)
class Submitted:
    """The case that a draft became; ``again`` says that it had already been submitted (a double click)."""

    case: Case
    tracking_code: str
    again: bool


@transaction.atomic
def submit_case(
    *, actor: Actor, draft_id: UUID, session_drafts: Collection[UUID], revision: int | None = None
) -> Submitted:
    """Submit a draft: check everything again, then write the case with its evidence, tables, clocks and facts.

    Submitting the same draft twice gives the same case. The case number is taken last, so that its row is locked for
    the shortest time. ``revision`` is the draft's as the person last saw it.

    Raises NotFound, DraftChanged, IdentityTooLow, NotEntitled, AnswersIncomplete.
    """
    queries.draft_for(actor, draft_id, session_drafts)
    draft = (
        Draft.objects.select_for_update(of=("self",)).select_related("version__procedure").get(pk=draft_id)
    )
    if draft.case_id is not None:
        case = Case.objects.get(pk=draft.case_id)
        return Submitted(case, queries.tracking_code_of(case.pk), again=True)
    if revision is not None and revision != draft.revision:
        raise DraftChanged
    version = procedures.version_in_force(draft.version.procedure.slug)
    definition = procedures.definition(version.pk)
    context = queries.draft_context(actor, draft)
    if int(actor.level) < definition.required_level:
        raise IdentityTooLow(definition.required_level)
    if procedures.check_answers(definition, draft.answers, context):
        raise AnswersIncomplete
    verdict = procedures.entitlement(definition, draft.answers, context)
    if not verdict.allowed:
        raise NotEntitled
    answers = procedures.visible_answers(definition, draft.answers, context)
    quote = procedures.fee(definition, answers, context)
    case = _case(actor, draft, version, definition, answers)
    case.fee_cents = quote.total.cents
    _write(case, draft, [*verdict.results, *quote.results], actor)
    return Submitted(case, queries.tracking_code_of(case.pk), again=False)


def _case(actor: Actor, draft: Draft, version: Any, definition: Any, answers: dict[str, Any]) -> Case:
    now = clock.now()
    case_id = uuid4()
    today = clock.day_of(now)
    target = definition.service_target
    closed = people.closing_days()
    return Case(
        id=case_id,
        version=version,
        procedure=version.procedure.slug,
        department=definition.department,
        applicant_account_id=actor.account_id,
        applicant_person_id=actor.person_id,
        applicant_name=procedures.applicant_name(definition, answers) or actor.name,
        applicant_email=actor.email or procedures.applicant_email(definition, answers),
        identity_level=int(actor.level),
        channel=draft.channel,
        language=draft.language,
        answers=answers,
        status=definition.initial_status,
        phase="received",
        next_turn="commune",
        delivery=procedures.delivery_mode(definition, answers),
        tracking_hash=codes.hashed(queries.tracking_code_of(case_id), "tracking"),
        submitted_at=now,
        changed_at=now,
        target_due_on=due_day(today, target.count, target.unit, closed) if target else None,
        legal_due_on=_legal_due(definition, today, closed),
    )


def _legal_due(definition: Any, today: Any, closed: Collection[Any]) -> Any:
    period = definition.legal_period
    return due_day(today, period.count, period.unit, closed) if period else None


def _write(case: Case, draft: Draft, results: Sequence[Any], actor: Actor) -> None:
    evidence = _evidence(case, draft)
    evaluations = _evaluations(case, results)
    case.number = _next_number(clock.year_of(case.submitted_at))
    case.save(force_insert=True)
    Evidence.objects.bulk_create(evidence)
    TableEvaluation.objects.bulk_create(evaluations)
    _announce(case, evidence, evaluations, actor)
    draft.case = case
    draft.answers = {}
    draft.save(update_fields=["case", "answers"])


def _evidence(case: Case, draft: Draft) -> list[Evidence]:
    kept = {
        i for value in case.answers.values() if isinstance(value, list) for i in value if isinstance(i, str)
    }
    return [
        Evidence(id=f.pk, case=case, field=f.field, file_id=f.file_id, name=f.name, added_at=f.added_at)
        for f in draft.files.all()
        if str(f.pk) in kept
    ]


def _evaluations(case: Case, results: Sequence[Any]) -> list[TableEvaluation]:
    return [
        TableEvaluation(
            case=case,
            table=r.table,
            outputs=r.outputs,
            rules=r.rules,
            legal_reference=r.legal_reference,
            evaluated_at=case.submitted_at,
        )
        for r in results
    ]


def _announce(
    case: Case, evidence: Sequence[Evidence], evaluations: Sequence[TableEvaluation], actor: Actor
) -> None:
    process = process_of(case, before="draft")
    about = about_case(case)
    submitted = CaseSubmitted(number=case.number, identity_level=case.identity_level, delivery=case.delivery)
    journal.record(submitted, actor=actor, about=about, process=process)
    for piece in evidence:
        journal.record(
            EvidenceReceived(field=piece.field),
            actor=actor,
            about=[*about, ref(piece)],
            process=process_of(case),
        )
    for evaluation in evaluations:
        fact = TableEvaluated(table=evaluation.table, rules=list(evaluation.rules))
        journal.record(fact, actor=actor, about=about, process=process_of(case))


def about_case(case: Case) -> list[Any]:
    """The objects of a fact about a case: the case, and its applicant as a pseudonym."""
    about = [ref(case)]
    if case.applicant_person_id is not None:
        about.append(people.pseudonym_ref(case.applicant_person_id, role="applicant"))
    return about


def process_of(case: Case, *, before: str = "") -> Process:
    """Where a case stands, in the words the audit needs."""
    return Process(
        procedure=case.procedure,
        version=case.version.number,
        phase_before=before or case.phase,
        phase_after=case.phase,
        next_turn=case.next_turn,
        due_on=case.legal_due_on or case.target_due_on,
        department=case.department,
    )


def _next_number(year: int) -> str:
    CaseCounter.objects.get_or_create(year=year)
    CaseCounter.objects.filter(year=year).update(last=F("last") + 1)
    last = CaseCounter.objects.values_list("last", flat=True).get(year=year)
    return f"{year}-{last:05d}"
