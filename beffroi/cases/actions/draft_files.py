"""Files that answer a question of a draft: taken in, counted, taken out, forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from beffroi.cases import queries
from beffroi.cases.models import AnswerFile, Draft, DraftFile
from beffroi.documents import actions as documents
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .refusals import DraftExpired


@dataclass(frozen=True)
class Upload:
    """A file as it arrives from a door."""

    name: str
    content: BinaryIO


class Arrived:
    """The files of a page: those the draft has, those that arrive now (checked, on the disk), those refused."""

    def __init__(self, draft: Draft, known: Sequence[DraftFile]) -> None:
        self._draft = draft
        self._known = known
        self.fresh: list[DraftFile] = []
        self.replaced: list[DraftFile] = []
        self.given: dict[str, list[str]] = {}
        self.refused: dict[str, str] = {}

    def take_in(
        self, uploads: Mapping[str, Sequence[Upload]], fields: Iterable[procedures.FieldView]
    ) -> None:
        """Store what arrives for these file fields; a field that takes one file keeps the newest.

        One file too many is stored, so that the person chooses which to take out; what comes after it is not.
        """
        for field in fields:
            known = [file for file in self._known if file.field == field.name]
            for upload in self._within(field, uploads.get(field.name, ()), len(known)):
                self._store(upload, field)
            fresh = [file for file in self.fresh if file.field == field.name]
            if fresh and not field.multiple:
                self.replaced += known
                known = []
            self.given[field.name] = [str(file.pk) for file in (*known, *fresh)]

    @staticmethod
    def _within(field: procedures.FieldView, uploads: Sequence[Upload], known: int) -> Sequence[Upload]:
        return uploads[: max(0, field.max_files + 1 - known)] if field.multiple else uploads[-1:]

    def write(self) -> None:
        """Their rows, in the transaction of whoever calls; those replaced are forgotten."""
        DraftFile.objects.bulk_create(self.fresh)
        forget_files(self.replaced)

    def named_in(self, answers: Mapping[str, Any]) -> dict[str, list[str]]:
        """The files by field, those too many included: an answer names every file of a draft (``queries.files_of``).

        ``answers`` are those stored now: what another tab has added since stays.
        """
        gone = {str(file.pk) for file in self.replaced}
        return {
            field: [*(i for i in answers.get(field) or [] if i not in gone), *self._fresh_in(field)]
            for field in self.given
        }

    def _fresh_in(self, field: str) -> list[str]:
        return [str(file.pk) for file in self.fresh if file.field == field]

    @property
    def names(self) -> dict[str, str]:
        """The names of all files of the draft, by id."""
        return {str(file.pk): file.name for file in (*self._known, *self.fresh)}

    def _store(self, upload: Upload, field: procedures.FieldView) -> None:
        try:
            file = documents.store_upload(
                name=upload.name,
                content=upload.content,
                accept=field.accept,
                max_bytes=field.max_bytes,
                purpose="evidence",
            )
        except documents.FileRefused as refusal:
            self.refused[field.name] = str(refusal)
        else:
            self.fresh.append(
                DraftFile(
                    draft=self._draft, field=field.name, file=file, name=file.name, added_at=clock.now()
                )
            )


@transaction.atomic
def remove_file(*, actor: Actor, draft_id: UUID, session_drafts: Collection[UUID], file_id: UUID) -> Draft:
    """Take a file out of a draft and forget it. Raises NotFound, DraftExpired."""
    queries.draft_for(actor, draft_id, session_drafts)
    draft = (
        Draft.objects.select_for_update(of=("self",)).select_related("version__procedure").get(pk=draft_id)
    )
    refuse_closed(draft)
    found = draft.files.filter(pk=file_id).first()
    if found is None:
        raise NotFound
    kept = [i for i in draft.answers.get(found.field, []) if i != str(found.pk)]
    draft.answers = {**draft.answers, found.field: kept}
    draft.revision += 1
    draft.save(update_fields=["answers", "revision"])
    forget_files([found])
    return draft


def forget_files(files: Iterable[DraftFile | AnswerFile]) -> None:
    """Take files out of what holds them and forget them: the sweeper of ``documents`` then removes their bytes."""
    for file in files:
        file.delete()
        documents.forget_file(file_id=file.file_id)


def refuse_closed(draft: Draft) -> None:
    """Raise DraftExpired when a draft was submitted or its days have passed."""
    if draft.case_id is not None or draft.expires_on < clock.today():
        raise DraftExpired
