"""Verbs between the agent and the applicant: ask, answer, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from beffroi.cases import policies
from beffroi.cases.events import CaseWithdrawn, EvidenceReceived, InformationProvided, InformationRequested
from beffroi.cases.models import Case, Evidence, InformationRequest
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Forbidden, require
from beffroi.people.policies import Actor

from .advance import locked
from .answer_files import add_answer_files, question_for
from .draft_files import Upload
from .facts import about_case, process_of
from .refusals import AnswerEmpty, QuestionEmpty
from .transitions import take
from .work import handled

#: The transition names every package shares for these verbs (the schema knows them).
ASK, ANSWER, WITHDRAW = "ask_information", "information_provided", "withdraw"


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

    ``files`` come with the answer, others were added before it (``add_answer_files``); where one is refused, the others
    wait with it. Answering again after a double click changes nothing. Raises NotFound, AnswerEmpty, QuestionClosed and
    the refusals of ``documents.store_upload``.
    """
    asked = question_for(actor, request_id)
    if asked.answered_at is not None:
        return asked
    refused = add_answer_files(actor=actor, request_id=request_id, files=files).refused if files else None
    if refused is not None:
        raise refused
    if not text.strip() and not asked.files.exists():
        raise AnswerEmpty
    return _answer(actor, asked, text.strip())


@transaction.atomic
def _answer(actor: Actor, asked: InformationRequest, text: str) -> InformationRequest:
    case = locked(asked.case_id)
    asked.refresh_from_db(fields=["answered_at"])
    if asked.answered_at is not None:
        return asked
    require(policies.may_answer, actor, case)
    asked.answer, asked.answered_at = text, clock.now()
    asked.save(update_fields=["answer", "answered_at"])
    pieces = _as_evidence(asked)
    take(case, ANSWER, actor=actor)
    for piece in pieces:
        about = [*about_case(case), ref(piece)]
        journal.record(
            EvidenceReceived(field=piece.field), actor=actor, about=about, process=process_of(case)
        )
    provided = InformationProvided(files=len(pieces))
    journal.record(provided, actor=actor, about=[*about_case(case), ref(asked)], process=process_of(case))
    return asked


def _as_evidence(asked: InformationRequest) -> list[Evidence]:
    """The files of the answer become pieces of the case."""
    given = list(asked.files.all())
    asked.files.all().delete()
    return Evidence.objects.bulk_create(
        Evidence(
            id=one.pk,
            case_id=asked.case_id,
            field="information",
            file_id=one.file_id,
            name=one.name,
            added_at=one.added_at,
        )
        for one in given
    )


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
