"""Questions about drafts."""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from beffroi.cases.models import Draft, DraftFile
from beffroi.cases.policies import may_open_draft
from beffroi.cases.rules.pages import PageState, state_of
from beffroi.lib.refusals import NotFound
from beffroi.lib.vault import VaultError, vault
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

#: Under which words ``vault`` seals what was typed and could not be read.
UNREAD = "cases.draft.unread"


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


def page_of(draft: Draft, page: str) -> PageState:
    """What the draft knows of one of its pages."""
    return state_of(draft.pages, page)


def seen_of(draft: Draft, page: str) -> str:
    """A fingerprint of what was typed on a page, which the page carries: who saves it says what they had seen.

    Files are not part of it: each is added or taken out at once, and never overwrites what somebody typed.
    """
    found = procedures.definition(draft.version_id).pages.get(page)
    asked = [field.name for field in found.fields if field.type != "file"] if found else []
    held = {name: draft.answers[name] for name in asked if draft.answers.get(name) is not None}
    return procedures.digest([held, unread_of(draft, page)])


def pages_to_correct(draft: Draft) -> set[str]:
    """The pages on which something was typed that could not be read."""
    return {page for page in draft.pages if page_of(draft, page).unread}


def unread_of(draft: Draft, page: str) -> dict[str, list[str]]:
    """What was typed on a page and could not be read, by input; empty when nothing waits to be corrected."""
    sealed = page_of(draft, page).unread
    try:
        found: dict[str, list[str]] = json.loads(vault().decrypt_text(sealed, UNREAD)) if sealed else {}
    except VaultError:
        return {}
    return found
