"""Questions about drafts."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from beffroi.cases.models import Draft, DraftFile
from beffroi.cases.policies import may_open_draft
from beffroi.lib.refusals import NotFound
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures


def files_of(draft: Draft) -> list[DraftFile]:
    """The files of a draft, the oldest first; where no question for a file is answered, nothing is asked.

    The lines of a repeated block ask for no file (``FieldType.in_line``).
    """
    fields = procedures.definition(draft.version_id).fields.values()
    if not any(draft.answers.get(field.name) for field in fields if field.type == "file"):
        return []
    return list(draft.files.select_related("file").order_by("added_at"))


def draft_for(actor: Actor, draft_id: UUID, session_drafts: Collection[UUID]) -> Draft:
    """A draft that this visitor may open, submitted or not. Raises NotFound, also when it is somebody else's."""
    draft = Draft.objects.filter(pk=draft_id).first()
    if draft is None or not may_open_draft(actor, draft, session_drafts):
        raise NotFound
    return draft


def my_drafts(actor: Actor) -> QuerySet[Draft]:
    """The open drafts of an account, newest first."""
    if actor.account_id is None:
        return Draft.objects.none()
    mine = Draft.objects.filter(account_id=actor.account_id, case__isnull=True)
    return mine.select_related("version__procedure").order_by("-updated_at")
