"""What an applicant may know of their own cases, and what a tracking code says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from beffroi.cases import policies
from beffroi.cases.models import AnswerFile, Case, CaseDocument, InformationRequest
from beffroi.correspondence import queries as correspondence
from beffroi.correspondence.models import Message
from beffroi.lib import codes, throttle
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound
from beffroi.payments import queries as payments
from beffroi.payments.models import PaymentRequest
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .contexts import case_context, tracking_code_of, workflow_data
from .drafts import draft_for
from .linking import Linked, linked_cases
from .periods import LegalPeriod, legal_period


@dataclass(frozen=True)
class CaseView:
    """A case as its applicant sees it.

    ``nature`` and ``next`` are its package's: what kind of procedure it is, and what happens now, in words.
    ``required_level``: the identity level at which the documents of this case may be downloaded.
    """

    case: Case
    title: str
    summary: Sequence[Any]
    documents: Sequence[CaseDocument]
    messages: Sequence[Message]
    payments: Sequence[PaymentRequest]
    question: InformationRequest | None
    answer_files: Sequence[AnswerFile]
    required_level: int
    may_download: bool
    may_withdraw: bool
    nature: str
    next: str
    period: LegalPeriod | None
    linked: Sequence[Linked]


@dataclass(frozen=True)
class Tracking:
    """What a tracking code shows: phase and dates, never answers or files."""

    number: str
    procedure: str
    nature: str
    phase: str
    next_turn: str
    submitted_at: datetime
    changed_at: datetime
    expected_on: date | None
    closed_at: datetime | None


def my_cases(actor: Actor, *, limit: int = 50) -> list[Case]:
    """The cases of the person, newest first."""
    return list(policies.own_cases(actor).order_by("-submitted_at")[:limit])


def case_for(actor: Actor, case_id: UUID) -> CaseView:
    """One own case with everything its applicant may see. Raises NotFound."""
    case = policies.own_cases(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    definition = procedures.definition(case.version_id)
    context = case_context(actor, case)
    level = definition.download_level
    question = case.information_requests.filter(answered_at__isnull=True).first()
    return CaseView(
        case=case,
        title=str(definition.title),
        summary=procedures.summary(definition, case.answers, context, case.sources),
        documents=list(case.documents.select_related("document").exclude(delivered_at__isnull=True)),
        messages=list(correspondence.messages_about(ref(case))),
        payments=list(payments.requests_about(ref(case))),
        question=question,
        answer_files=list(question.files.select_related("file")) if question else [],
        required_level=level,
        may_download=policies.may_download(actor, case, about_a_person=True, required_level=level),
        may_withdraw=policies.may_withdraw(actor, case),
        nature=definition.package.procedure.nature,
        next=procedures.status_view(
            definition, case.status, get_language() or "fr", workflow_data(case)
        ).next,
        period=legal_period(case, get_language() or "fr"),
        linked=linked_cases(case, policies.own_cases(actor)),
    )


@dataclass(frozen=True)
class Receipt:
    """What the person keeps after submitting."""

    case: Case
    title: str
    tracking_code: str


def receipt_for(actor: Actor, draft_id: UUID, session_drafts: Collection[UUID]) -> Receipt:
    """The receipt of a draft that this visitor submitted. Raises NotFound."""
    draft = draft_for(actor, draft_id, session_drafts)
    if draft.case is None:
        raise NotFound
    title = str(procedures.definition(draft.case.version_id).title)
    return Receipt(draft.case, title, tracking_code_of(draft.case.pk))


def expected_on(case: Case) -> date | None:
    """The day by which the commune answers; None once it has, and while it waits for the applicant."""
    answered = case.closed_at is not None or case.phase in {"delivered", "refused", "withdrawn", "closed"}
    return None if answered or case.paused_on is not None else case.target_due_on


def track(*, code: str, who: str) -> Tracking:
    """Where the case of a tracking code stands. ``who`` is counted: ten tries in ten minutes.

    Raises Throttled or NotFound.
    """
    throttle.hit("tracking-code", who, limit=10, seconds=600)
    hashed = codes.hashed(code, "tracking")
    case = Case.objects.filter(tracking_hash=hashed).first() if hashed else None
    if case is None:
        raise NotFound
    definition = procedures.definition(case.version_id)
    return Tracking(
        number=case.number,
        procedure=str(definition.title),
        nature=definition.package.procedure.nature,
        phase=case.phase,
        next_turn=case.next_turn,
        submitted_at=case.submitted_at,
        changed_at=case.changed_at,
        expected_on=expected_on(case),
        closed_at=case.closed_at,
    )
