"""Verbs on drafts: begin, save a page, take up again, drop a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from beffroi.cases import policies, queries
from beffroi.cases.events import DraftStarted
from beffroi.cases.models import Draft, DraftFile
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock, codes, throttle
from beffroi.lib.acting import Stamp
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound
from beffroi.people import actions as people
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .draft_files import Arrived, Upload, forget_files, refuse_closed
from .refusals import DraftExpired


@dataclass(frozen=True)
class StartedDraft:
    """A new draft and the code that finds it again, which is shown to the person."""

    draft: Draft
    code: str


@dataclass(frozen=True)
class Saved:
    """What saving a page gave: the draft as it stands, and what is wrong on this page, by field.

    ``level_needed`` is the identity level that an answer just given asks for (0: none); ``context`` is what the form
    engine was told, for the screen that follows.
    """

    draft: Draft
    values: Mapping[str, Any]
    errors: Mapping[str, str]
    level_needed: int
    context: procedures.FormContext


def start_draft(
    *, actor: Actor, slug: str, channel: str = "web", language: str = "fr", who: str = ""
) -> StartedDraft:
    """Begin a form on the version in force; the draft belongs to the account when there is one.

    ``who`` (an address) is counted for visitors without an account: sixty begun in ten minutes, enough for a computer
    room. Raises Throttled, and NotFound when no such procedure is published.
    """
    if who and actor.account_id is None:
        throttle.hit("draft-start", who, limit=60, seconds=600)
    return _start(actor, slug, channel, language)


@transaction.atomic
def _start(actor: Actor, slug: str, channel: str, language: str) -> StartedDraft:
    version = procedures.version_in_force(slug)
    definition = procedures.definition(version.pk)
    now = clock.now()
    draft_id = uuid4()
    code = code_of(draft_id)
    draft = Draft.objects.create(
        id=draft_id,
        version=version,
        account_id=actor.account_id,
        code_hash=codes.hashed(code, "draft"),
        channel=channel,
        language=language,
        created_at=now,
        updated_at=now,
        expires_on=clock.today() + timedelta(days=procedures.keeping(definition).days),
    )
    process = Process(procedure=slug, version=version.number, phase_after="draft", next_turn="applicant")
    journal.record(DraftStarted(), actor=Unnamed(channel), about=[ref(draft)], process=process)
    return StartedDraft(draft, code)


def refuse_others(actor: Actor, draft: Draft, session_drafts: Collection[UUID]) -> None:
    """Raise NotFound for whoever may not open a draft: they learn nothing about it."""
    if not policies.may_open_draft(actor, draft, session_drafts):
        raise NotFound


def code_of(draft_id: UUID) -> str:
    """The code that finds a draft again; only its hash is stored."""
    return codes.derived(str(draft_id), "draft")


@dataclass(frozen=True)
class Unnamed:
    """A draft is not the commune's business yet: the fact that it began names nobody."""

    channel: str

    def stamp(self) -> Stamp:
        """A citizen, without saying who."""
        return Stamp(role="citizen", channel=self.channel)


def resume_by_code(*, code: str, who: str) -> Draft:
    """The draft of a code. ``who`` (an address) is counted: ten tries in ten minutes.

    Raises Throttled, or DraftExpired when the code finds nothing.
    """
    throttle.hit("draft-code", who, limit=10, seconds=600)
    hashed = codes.hashed(code, "draft")
    found = Draft.objects.filter(code_hash=hashed, case__isnull=True).first() if hashed else None
    if found is None:
        raise DraftExpired
    return found


@transaction.atomic
def adopt_drafts(*, account_id: UUID, session_drafts: Collection[UUID]) -> int:
    """Give the drafts of a browser session to the account that has just signed in; returns how many."""
    if not session_drafts:
        return 0
    free = Draft.objects.filter(pk__in=session_drafts, account__isnull=True, case__isnull=True)
    return free.update(account_id=account_id)


def save_page(
    *,
    actor: Actor,
    draft: Draft,
    session_drafts: Collection[UUID],
    page: str,
    raw: Mapping[str, Sequence[str]],
    files: Mapping[str, Sequence[Upload]],
) -> Saved:
    """Keep what the person typed on one page, at once, and say what is wrong beside each field.

    What is right is saved even when something else is wrong; other pages' answers are not touched, so two tabs on two
    pages lose nothing. Everything is read, checked and stored on the disk before the short transaction. A draft goes
    on in the version now in force, its answers kept by name. ``draft`` is as the caller has just read it; what another
    tab has saved since stands in the row that the transaction reads again. Raises NotFound, DraftExpired.
    """
    refuse_others(actor, draft, session_drafts)
    refuse_closed(draft)
    draft.version = procedures.version_in_force(procedures.definition(draft.version_id).slug)
    definition = procedures.definition(draft.version_id)
    known = queries.files_of(draft)
    context = queries.draft_context(actor, draft, files=known, keep_number=_keep_number)
    arrived = Arrived(draft, known)
    if known or any(files.values()):
        fields = procedures.fields_of(definition, page, draft.answers, context)
        arrived.take_in(files, [field for field in fields if field.type == "file"])
        context = replace(context, file_names=arrived.names)
    cleaned = procedures.clean_page(definition, page, {**raw, **arrived.given}, draft.answers, context)
    until = clock.today() + timedelta(days=procedures.keeping(definition, context.options).days)
    _write_page(draft, page, {**cleaned.values, **arrived.held}, arrived, until)
    return Saved(draft, cleaned.values, {**cleaned.errors, **arrived.refused}, cleaned.level_needed, context)


@transaction.atomic
def _write_page(draft: Draft, page: str, values: Mapping[str, Any], arrived: Arrived, until: date) -> None:
    """Add a page to the answers as they stand now: another tab may have saved meanwhile."""
    stored = Draft.objects.select_for_update().get(pk=draft.pk)
    refuse_closed(stored)
    DraftFile.objects.bulk_create(arrived.fresh)
    forget_files(arrived.replaced)
    draft.answers = {**stored.answers, **values}
    draft.page = page
    draft.revision = stored.revision + 1
    draft.updated_at = clock.now()
    draft.expires_on = until
    draft.save(update_fields=["answers", "page", "revision", "updated_at", "expires_on", "version"])


def _keep_number(plain: str) -> str:
    """Put a national number away in ``people``; the answers hold its reference only."""
    return str(people.keep_number(number=plain))


@transaction.atomic
def delete_draft(*, actor: Actor, draft_id: UUID, session_drafts: Collection[UUID]) -> None:
    """Drop a draft and its files for good, at its owner's wish. Raises NotFound."""
    draft = queries.draft_for(actor, draft_id, session_drafts)
    forget_files(draft.files.all())
    draft.delete()
