"""The legal moment: a draft becomes the commune's business."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from beffroi.cases import queries
from beffroi.cases.models import Case, Draft, DraftFile, Evidence
from beffroi.lib import clock
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures
from beffroi.procedures.models import ProcedureVersion

from .draft_files import forget_files, refuse_closed
from .drafts import refuse_others
from .intake import Encoding, asked_elsewhere, refuse_own
from .opening import new_case, submit
from .refusals import AnswersIncomplete, DraftChanged, IdentityTooLow, NotEntitled


@dataclass(frozen=True)
class Submitted:
    """The case that a draft became; ``again`` says that it had already been submitted (a double click)."""

    case: Case
    tracking_code: str
    again: bool


@dataclass(frozen=True)
class _Request:
    """A draft that may be sent, with everything that its answers lead to."""

    draft: Draft
    files: Sequence[DraftFile]
    version: ProcedureVersion
    definition: procedures.Definition
    answers: dict[str, Any]
    sources: dict[str, str]
    rows: dict[str, Any]
    fee_cents: int
    results: Sequence[procedures.TableResult]


def submit_case(
    *, actor: Actor, draft: Draft, session_drafts: Collection[UUID], revision: int | None = None
) -> Submitted:
    """Submit a draft: check everything again, then write the case with its evidence, tables, clocks and facts.

    Submitting the same draft twice gives the same case. ``revision`` is the draft's as the person last saw it; what
    another tab changes between check and writing is refused too. The checks take no lock.

    Raises NotFound, DraftExpired, DraftChanged, IdentityTooLow, NotEntitled, AnswersIncomplete; for what is encoded for
    somebody OwnBusiness and AgentsAddress.
    """
    refuse_others(actor, draft, session_drafts)
    if draft.case is not None:
        return _submitted(draft.case, again=True)
    refuse_closed(draft)
    if revision is not None and revision != draft.revision:
        raise DraftChanged
    return _write(_checked(actor, draft), actor)


def _submitted(case: Case, *, again: bool) -> Submitted:
    return Submitted(case, queries.tracking_code_of(case.pk), again)


def _checked(actor: Actor, draft: Draft) -> _Request:
    """The whole form once more, on the version in force."""
    version = procedures.version_in_force(procedures.definition(draft.version_id).slug)
    definition = procedures.definition(version.pk)
    if draft.intake is not None:
        refuse_own(actor, definition, draft.answers)
    elif int(actor.level) < definition.required_level:
        raise IdentityTooLow(definition.required_level)
    files = list(draft.files.all())
    context = queries.draft_context(actor, draft, files=files)
    verdict = procedures.entitlement(definition, draft.answers, context)
    if verdict.outcome == "refused":
        raise NotEntitled
    if procedures.check_answers(definition, draft.answers, context) or not verdict.allowed:
        raise AnswersIncomplete
    if queries.pages_to_correct(draft) & _shown(definition, draft, context):
        raise AnswersIncomplete
    answers = procedures.visible_answers(definition, draft.answers, context)
    quote = procedures.fee(definition, answers, context)
    results = {result.table: result for result in (*verdict.results, *quote.results)}
    return _Request(
        draft=draft,
        files=files,
        version=version,
        definition=definition,
        answers=answers,
        sources=procedures.origins(definition, answers, context),
        rows=procedures.chosen_rows(definition, answers, context),
        fee_cents=quote.total.cents,
        results=list(results.values()),
    )


def _shown(definition: procedures.Definition, draft: Draft, context: procedures.FormContext) -> set[str]:
    return {page.name for page in procedures.pages_of(definition, draft.answers, context)}


@transaction.atomic
def _write(request: _Request, actor: Actor) -> Submitted:
    """The case that the draft becomes, unless somebody else was first; the draft is then empty."""
    draft = Draft.objects.select_for_update().get(pk=request.draft.pk)
    if draft.case_id is not None:
        return _submitted(Case.objects.get(pk=draft.case_id), again=True)
    if draft.revision != request.draft.revision:
        raise DraftChanged
    case = _case(request, actor)
    evidence = _evidence(case, request.files)
    by = Encoding(actor, case.channel) if case.intake else actor
    submit(case, request.results, evidence=evidence, actor=by)
    draft.case, draft.answers, draft.pages = case, {}, {}
    draft.save(update_fields=["case", "answers", "pages"])
    _let_go(request.files, evidence)
    return _submitted(case, again=False)


def _case(request: _Request, actor: Actor) -> Case:
    return new_case(
        request.version,
        request.answers,
        **_asked(request, actor),
        channel=request.draft.channel,
        language=request.draft.language,
        sources=request.sources,
        rows=request.rows,
        status=request.definition.initial_status,
        fee_cents=request.fee_cents,
    )


def _asked(request: _Request, actor: Actor) -> dict[str, Any]:
    """Who asks and since when: whoever presses the button, or whom an agent encodes for."""
    if request.draft.intake is not None:
        return asked_elsewhere(request.draft.intake, request.definition, request.answers)
    return {
        "applicant_account_id": actor.account_id,
        "applicant_person_id": actor.person_id,
        "applicant_name": (procedures.applicant_name(request.definition, request.answers) or actor.name)[
            :200
        ],
        "applicant_email": procedures.applicant_email(request.definition, request.answers) or actor.email,
        "identity_level": int(actor.level),
        "submitted_at": clock.now(),
    }


def _evidence(case: Case, files: Sequence[DraftFile]) -> list[Evidence]:
    """The files that an answer still names."""
    lists = (value for value in case.answers.values() if isinstance(value, list))
    named = {item for value in lists for item in value if isinstance(item, str)}
    return [
        Evidence(id=f.pk, case=case, field=f.field, file_id=f.file_id, name=f.name, added_at=f.added_at)
        for f in files
        if str(f.pk) in named
    ]


def _let_go(files: Sequence[DraftFile], evidence: Sequence[Evidence]) -> None:
    """The draft holds no file any more; those that no answer names are forgotten."""
    if files:
        kept = {piece.pk for piece in evidence}
        DraftFile.objects.filter(pk__in=kept).delete()
        forget_files([file for file in files if file.pk not in kept])
