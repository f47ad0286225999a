"""Files of an answer to the commune's question: kept one by one, the applicant's alone until it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from beffroi.cases import policies
from beffroi.cases.models import AnswerFile, Case, InformationRequest
from beffroi.documents import actions as documents
from beffroi.documents.models import File
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.people.policies import Actor

from .draft_files import Upload, forget_files
from .refusals import QuestionClosed, TooManyFiles

#: What may be sent with an answer.
ANSWER_TYPES = ("application/pdf", "image/jpeg", "image/heic", "image/png")
ANSWER_MAX_BYTES = 15 * 1024 * 1024
ANSWER_MAX_FILES = 10


@dataclass(frozen=True)
class Given:
    """Files that came for an answer: those kept, and why one is not (the last reason)."""

    files: Sequence[AnswerFile]
    refused: documents.FileRefused | None


def question_for(actor: Actor, request_id: UUID) -> InformationRequest:
    """A question to the person who asked for something, answered or not. Raises NotFound."""
    asked = InformationRequest.objects.select_related("case").filter(pk=request_id).first()
    if asked is None or not policies.is_applicant(actor, asked.case):
        raise NotFound
    return asked


def add_answer_files(*, actor: Actor, request_id: UUID, files: Sequence[Upload]) -> Given:
    """Keep files for an answer that is not sent yet; one that is refused takes no other with it.

    Raises NotFound and QuestionClosed.
    """
    asked = question_for(actor, request_id)
    room = max(0, ANSWER_MAX_FILES - asked.files.count())
    refused: documents.FileRefused | None = TooManyFiles(ANSWER_MAX_FILES) if files[room:] else None
    stored = []
    for upload in files[:room]:
        try:
            stored.append(_stored(upload))
        except documents.FileRefused as refusal:
            refused = refusal
    return Given(_keep(asked, stored), refused)


def _stored(upload: Upload) -> File:
    return documents.store_upload(
        name=upload.name,
        content=upload.content,
        accept=ANSWER_TYPES,
        max_bytes=ANSWER_MAX_BYTES,
        purpose="evidence",
    )


def _keep(asked: InformationRequest, stored: Sequence[File]) -> list[AnswerFile]:
    try:
        with transaction.atomic():
            _refuse_closed(asked)
            given = [
                AnswerFile(request=asked, file=file, name=file.name, added_at=clock.now()) for file in stored
            ]
            return AnswerFile.objects.bulk_create(given)
    except QuestionClosed:
        for file in stored:
            documents.forget_file(file_id=file.pk)
        raise


def _refuse_closed(asked: InformationRequest) -> None:
    """Whoever adds a file meets whoever sends the answer at the case. Raises QuestionClosed."""
    Case.objects.select_for_update().only("pk").get(pk=asked.case_id)
    if not InformationRequest.objects.filter(pk=asked.pk, answered_at=None).exists():
        raise QuestionClosed


@transaction.atomic
def remove_answer_file(*, actor: Actor, request_id: UUID, file_id: UUID) -> None:
    """Take a file out of an answer that is not sent yet, and forget it. Raises NotFound and QuestionClosed."""
    asked = question_for(actor, request_id)
    _refuse_closed(asked)
    found = asked.files.filter(pk=file_id).first()
    if found is None:
        raise NotFound
    forget_files([found])


def forget_answer_files(case: Case) -> None:
    """What was kept for an answer that nobody can send any more."""
    forget_files(AnswerFile.objects.filter(request__case=case))
