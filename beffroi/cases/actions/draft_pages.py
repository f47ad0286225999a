"""The page of a form is saved: when its owner goes on, or by itself while they type.

See docs/decisions/0030-a-page-is-never-overwritten-unseen.md.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from beffroi.cases import queries
from beffroi.cases.models import Draft, DraftFile
from beffroi.cases.rules.pages import PageState, differ, inputs_of, state_of, with_state
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.lib.vault import vault
from beffroi.people import actions as people
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .draft_files import Arrived, Upload, refuse_closed
from .drafts import refuse_others
from .refusals import PageChanged


@dataclass(frozen=True)
class Saved:
    """What saving a page gave: the draft as it stands, and what is wrong on this page, by field.

    ``level_needed`` is the identity level that an answer just given asks for (0: none); ``context`` is what the form
    engine was told, for the screen that follows; ``appeared`` are the inputs that the answers bring onto the page.
    """

    draft: Draft
    values: Mapping[str, Any]
    errors: Mapping[str, str]
    level_needed: int
    context: procedures.FormContext
    appeared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Added:
    """Files that came one by one: those kept, and why some are refused, by field."""

    files: Sequence[DraftFile]
    refused: Mapping[str, str]


@dataclass(frozen=True)
class _Page:
    """A page as it arrives: what was understood, what was not, what its reader had seen, whether they stay on it."""

    name: str
    values: Mapping[str, Any]
    unread: Mapping[str, list[str]]
    seen: str | None
    open: bool
    until: date

    def overwrites(self, stored: Draft) -> bool:
        """Whether it says something else than what another tab has stored since this one was shown."""
        if self.seen is None or self.seen == queries.seen_of(stored, self.name):
            return False
        return not self.repeats(stored)

    def repeats(self, stored: Draft) -> bool:
        """Whether it says what is stored already: a double click, or two tabs that agree."""
        return self.unread == queries.unread_of(stored, self.name) and not differ(stored.answers, self.values)

    @property
    def sealed(self) -> str:
        """What was not understood, as it is kept."""
        return vault().encrypt_text(json.dumps(self.unread), queries.UNREAD) if self.unread else ""


def save_page(
    *,
    actor: Actor,
    draft: Draft,
    session_drafts: Collection[UUID],
    page: str,
    raw: Mapping[str, Sequence[str]],
    files: Mapping[str, Sequence[Upload]],
    seen: str | None = None,
    asked: Collection[str] | None = None,
    finished: bool = True,
) -> Saved:
    """Keep what the person typed on one page, at once, and say what is wrong beside each field.

    What is right is saved even when something else is wrong; what cannot be read is kept sealed, to be shown again, a
    national number excepted. Other pages' answers are not touched, so two tabs on two pages lose nothing. ``seen`` is
    ``queries.seen_of`` as the page was shown (None: not compared): another tab's answers are not overwritten unseen,
    but the files that arrive are kept. ``asked`` are the inputs that the page had (None: all): a question that an
    answer brings onto the page waits for its own. ``finished``: the person goes on; else the draft is taken up again on
    this page.

    Everything is read, checked and stored on the disk before the short transaction. A draft goes on in the version
    now in force, its answers kept by name. ``draft`` is as the caller has just read it; what another tab has saved
    since stands in the row that the transaction reads again. Raises NotFound, DraftExpired, PageChanged.
    """
    refuse_others(actor, draft, session_drafts)
    refuse_closed(draft)
    draft.version = procedures.version_in_force(procedures.definition(draft.version_id).slug)
    definition = procedures.definition(draft.version_id)
    if page not in definition.pages:
        raise NotFound
    known = queries.files_of(draft)
    context = queries.draft_context(actor, draft, files=known, keep_number=_keep_number)
    arrived = Arrived(draft, known)
    if known or any(files.values()):
        fields = procedures.fields_of(definition, page, draft.answers, context)
        arrived.take_in(files, [field for field in fields if field.type == "file"])
        context = replace(context, file_names=arrived.names)
    cleaned = procedures.clean_page(definition, page, {**raw, **arrived.given}, draft.answers, context, asked)
    errors = {**cleaned.errors, **arrived.refused}
    sent = _Page(
        name=page,
        values=_typed(definition, cleaned.values),
        unread=_unread(definition, cleaned, raw),
        seen=seen,
        open=not finished
        or bool(cleaned.appeared)
        or len(errors) > (cleaned.level_needed > int(actor.level)),
        until=_until(definition, context),
    )
    if not _write_page(draft, sent, arrived):
        raise PageChanged(draft, sent.values)
    return Saved(draft, cleaned.values, errors, cleaned.level_needed, context, tuple(cleaned.appeared))


def add_files(
    *,
    actor: Actor,
    draft: Draft,
    session_drafts: Collection[UUID],
    page: str,
    files: Mapping[str, Sequence[Upload]],
) -> Added:
    """Keep files of a page as soon as they are chosen, nothing else of it.

    ``draft`` then stands as it is stored. Raises NotFound, DraftExpired.
    """
    refuse_others(actor, draft, session_drafts)
    refuse_closed(draft)
    known = queries.files_of(draft)
    context = queries.draft_context(actor, draft, files=known)
    definition = procedures.definition(draft.version_id)
    arrived = Arrived(draft, known)
    fields = procedures.fields_of(definition, page, draft.answers, context)
    arrived.take_in(files, [field for field in fields if field.type == "file"])
    _write_files(draft, arrived, _until(definition, context))
    return Added(arrived.fresh, arrived.refused)


def _until(definition: procedures.Definition, context: procedures.FormContext) -> date:
    """The last day of a draft that somebody works on today."""
    return clock.today() + timedelta(days=procedures.keeping(definition, context.options).days)


@transaction.atomic
def _write_files(draft: Draft, arrived: Arrived, until: date) -> None:
    stored = _add(arrived, draft)
    draft.revision = stored.revision + (draft.answers != stored.answers)
    draft.updated_at, draft.expires_on = clock.now(), until
    draft.save(update_fields=["answers", "revision", "updated_at", "expires_on"])


def _add(arrived: Arrived, draft: Draft) -> Draft:
    """Write the files that arrive and name them in the answers as they stand now; gives the stored row, locked."""
    stored = Draft.objects.select_for_update().get(pk=draft.pk)
    refuse_closed(stored)
    arrived.write()
    draft.answers = {**stored.answers, **arrived.named_in(stored.answers)}
    return stored


def _typed(definition: procedures.Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers but for files, which ``Arrived`` names."""
    return {name: value for name, value in values.items() if definition.fields[name].type != "file"}


def _unread(
    definition: procedures.Definition, cleaned: procedures.Cleaned, raw: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """What was typed in the questions that could not be read; a number of a person is kept in ``people`` only."""
    wrong = {name.partition("-")[0] for name in cleaned.errors}
    asked = {name: field for name, field in definition.fields.items() if name in wrong}
    unread = {name for name, field in asked.items() if field.fields or name not in cleaned.values}
    secret = {name for name, field in asked.items() if field.type in ("national_number", "file")}
    typed = inputs_of(raw, unread - secret)
    return typed if any(map(any, typed.values())) else {}


@transaction.atomic
def _write_page(draft: Draft, page: _Page, arrived: Arrived) -> bool:
    """Add a page to the answers as they stand now, or its files only: False when it would overwrite another tab's."""
    stored = _add(arrived, draft)
    draft.pages = stored.pages
    refused = page.overwrites(stored)
    if not refused:
        draft.answers |= page.values
        draft.pages = _with_page(stored, page)
        draft.page = page.name
    moved = draft.answers != stored.answers or draft.version_id != stored.version_id
    draft.revision = stored.revision + moved
    draft.updated_at = clock.now()
    draft.expires_on = page.until
    kept = ("answers", "page", "pages", "revision", "updated_at", "expires_on", "version")
    draft.save(update_fields=kept)
    return not refused


def _with_page(stored: Draft, page: _Page) -> dict[str, Mapping[str, Any]]:
    before = state_of(stored.pages, page.name)
    repeated = before.changed_at and page.repeats(stored)
    changed_at = before.changed_at if repeated else clock.now().isoformat()
    return with_state(stored.pages, page.name, PageState(changed_at, page.open, page.sealed))


def _keep_number(plain: str) -> str:
    """Put a national number away in ``people``; the answers hold its reference only."""
    return str(people.keep_number(number=plain))
