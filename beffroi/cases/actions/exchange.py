"""Verbs between the agent and the applicant: ask, answer, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from beffroi.cases import policies
from beffroi.cases.events import CaseWithdrawn, EvidenceReceived, InformationProvided, InformationRequested
from beffroi.cases.models import Case, Evidence, InformationRequest
from beffroi.documents import actions as documents
from beffroi.documents.models import File
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Forbidden, NotFound, require
from beffroi.people.policies import Actor

from .advance import locked
from .draft_files import Upload
from .facts import about_case, process_of
from .refusals import AnswerEmpty, QuestionEmpty
from .transitions import take
from .work import handled

#: The transition names every package shares for these verbs (the schema knows them).
ASK, ANSWER, WITHDRAW = "ask_information", "information_provided", "withdraw"

#: What may be sent with an answer.
ANSWER_TYPES = ("application/pdf", "image/jpeg", "image/heic", "image/png")
ANSWER_MAX_BYTES = 15 * 1024 * 1024


@transaction.atomic
def request_information(
    *, actor: Actor, case_id: UUID, question: str, wants_file: bool = False, revision: int | None = None
) -> InformationRequest:
    """Ask the applicant for more: the case waits for them and the service target pauses.

    The legal clock goes on: only a cited text would suspend it. Raises NotFound, Forbidden, CaseMoved, TaskNotHeld,
    QuestionEmpty, TransitionNotOffered.
    """
    if not question.strip():
        raise QuestionEmpty
    case = handled(actor, case_id, revision)
    if actor.agent_id is None:
        raise Forbidden
    asked = InformationRequest.objects.create(
        case=case,
        asked_by_id=actor.agent_id,
        question=question.strip(),
        wants_file=wants_file,
        asked_at=clock.now(),
    )
    take(case, ASK, actor=actor)
    fact = InformationRequested()
    journal.record(fact, actor=actor, about=[*about_case(case), ref(asked)], process=process_of(case))
    return asked


def provide_information(
    *, actor: Actor, request_id: UUID, text: str, files: Sequence[Upload] = ()
) -> InformationRequest:
    """Answer the commune's question with words, files or both; the case goes back to the agents.

    Answering again after a double click changes nothing. Raises NotFound, AnswerEmpty and the refusals of
    ``documents.store_upload``.
    """
    if not text.strip() and not files:
        raise AnswerEmpty
    asked = InformationRequest.objects.select_related("case").filter(pk=request_id).first()
    if asked is None or not policies.is_applicant(actor, asked.case):
        raise NotFound
    if asked.answered_at is not None:
        return asked
    return _answer(actor, asked, text.strip(), [_stored(upload) for upload in files])


def _stored(upload: Upload) -> File:
    return documents.store_upload(
        name=upload.name,
        content=upload.content,
        accept=ANSWER_TYPES,
        max_bytes=ANSWER_MAX_BYTES,
        purpose="evidence",
    )


@transaction.atomic
def _answer(actor: Actor, asked: InformationRequest, text: str, stored: Sequence[File]) -> InformationRequest:
    case = locked(asked.case_id)
    asked.refresh_from_db(fields=["answered_at"])
    if asked.answered_at is not None:
        return asked
    require(policies.may_answer, actor, case)
    asked.answer, asked.answered_at = text, clock.now()
    asked.save(update_fields=["answer", "answered_at"])
    take(case, ANSWER, actor=actor)
    for file in stored:
        _add_evidence(case, file, actor)
    provided = InformationProvided(files=len(stored))
    journal.record(provided, actor=actor, about=[*about_case(case), ref(asked)], process=process_of(case))
    return asked


def _add_evidence(case: Case, file: File, actor: Actor) -> None:
    piece = Evidence.objects.create(
        case=case, field="information", file=file, name=file.name, added_at=clock.now()
    )
    fact = EvidenceReceived(field=piece.field)
    journal.record(fact, actor=actor, about=[*about_case(case), ref(piece)], process=process_of(case))


@transaction.atomic
def withdraw_case(*, actor: Actor, case_id: UUID) -> Case:
    """The applicant gives the request up, while nothing is decided.

    Giving it up twice changes nothing. Raises NotFound, Forbidden, TransitionNotOffered.
    """
    case = locked(case_id, among=policies.own_cases(actor))
    if case.phase == "withdrawn":
        return case
    require(policies.may_withdraw, actor, case)
    take(case, WITHDRAW, actor=actor)
    journal.record(CaseWithdrawn(), actor=actor, about=about_case(case), process=process_of(case))
    return case
