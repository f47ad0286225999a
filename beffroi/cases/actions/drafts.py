"""Verbs on drafts: begin, save a page, take up again, drop a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.db import transaction

from beffroi.cases import policies, queries
from beffroi.cases.events import DraftStarted
from beffroi.cases.models import Draft, DraftFile
from beffroi.documents import actions as documents
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock, codes, throttle
from beffroi.lib.acting import Stamp
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people import actions as people
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .refusals import DraftExpired

#: How long an untouched draft is kept (announced on screen; the sweeper deletes it).
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class StartedDraft:
    """A new draft and the code that finds it again, which is shown to the person."""

    draft: Draft
    code: str


@dataclass(frozen=True)
class Upload:
    """A file as it arrives from a door."""

    name: str
    content: BinaryIO


@dataclass(frozen=True)
class Saved:
    """What saving a page gave: the draft as it stands, and what is wrong on this page, by field.

    ``level_needed`` is the identity level that an answer just given asks for (0: none).
    """

    draft: Draft
    values: Mapping[str, Any]
    errors: Mapping[str, str]
    level_needed: int


@transaction.atomic
def start_draft(*, actor: Actor, slug: str, channel: str = "web", language: str = "fr") -> StartedDraft:
    """Begin a form on the version in force; the draft belongs to the account when there is one.

    Raises NotFound when no such procedure is published.
    """
    version = procedures.version_in_force(slug)
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
        expires_on=clock.today() + KEPT,
    )
    process = Process(procedure=slug, version=version.number, phase_after="draft", next_turn="applicant")
    journal.record(DraftStarted(), actor=Unnamed(channel), about=[ref(draft)], process=process)
    return StartedDraft(draft, code)


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
    throttle.hit("draft code", who, limit=10, seconds=600)
    hashed = codes.hashed(code, "draft")
    found = Draft.objects.filter(code_hash=hashed, case__isnull=True).first() if hashed else None
    if found is None:
        raise DraftExpired
    return found


@transaction.atomic
def adopt_drafts(*, actor: Actor, session_drafts: Collection[UUID]) -> int:
    """Give the drafts of a browser session to the account that has just signed in; returns how many."""
    if actor.account_id is None or not session_drafts:
        return 0
    free = Draft.objects.filter(pk__in=session_drafts, account__isnull=True, case__isnull=True)
    return free.update(account_id=actor.account_id)


def save_page(
    *,
    actor: Actor,
    draft_id: UUID,
    session_drafts: Collection[UUID],
    page: str,
    raw: Mapping[str, Sequence[str]],
    files: Mapping[str, Sequence[Upload]],
) -> Saved:
    """Keep what the person typed on one page, at once, and say what is wrong beside each field.

    What is right is saved even when something else is wrong; other pages' answers are not touched, so two tabs on two
    pages lose nothing. Files are checked and stored before the short transaction. Raises NotFound, DraftExpired.
    """
    draft = queries.draft_for(actor, draft_id, session_drafts)
    stored, refused = _store_uploads(draft, page, files, actor)
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).select_related("version").get(pk=draft.pk)
        _open(draft)
        for upload in stored:
            upload.draft = draft
        DraftFile.objects.bulk_create(stored)
        draft = _with_current_version(draft)
        definition = procedures.definition(draft.version_id)
        context = queries.draft_context(actor, draft, keep_number=_keep_number)
        merged = {**raw, **_files_by_field(draft, {u.field for u in stored}, definition, page, context)}
        cleaned = procedures.clean_page(definition, page, merged, draft.answers, context)
        draft.answers = {**draft.answers, **cleaned.values}
        draft.page = page
        draft.revision += 1
        draft.updated_at = clock.now()
        draft.expires_on = clock.today() + KEPT
        draft.save(update_fields=["answers", "page", "revision", "updated_at", "expires_on", "version"])
    return Saved(draft, cleaned.values, {**cleaned.errors, **refused}, cleaned.level_needed)


def _keep_number(plain: str) -> str:
    """Put a national number away in ``people``; the answers hold its reference only."""
    return str(people.keep_number(number=plain))


def _store_uploads(
    draft: Draft, page: str, files: Mapping[str, Sequence[Upload]], actor: Actor
) -> tuple[list[DraftFile], dict[str, str]]:
    """Check and store each file of the page's file fields; refused ones give a message for their field."""
    if not any(files.values()):
        return [], {}
    definition = procedures.definition(draft.version_id)
    context = queries.draft_context(actor, draft)
    fields = {
        f.name: f for f in procedures.fields_of(definition, page, draft.answers, context) if f.type == "file"
    }
    stored: list[DraftFile] = []
    refused: dict[str, str] = {}
    for name in files.keys() & fields.keys():
        for upload in files[name]:
            try:
                stored.append(_stored(upload, fields[name]))
            except Refusal as refusal:
                refused[name] = str(refusal)
    return stored, refused


def _stored(upload: Upload, field: Any) -> DraftFile:
    file = documents.store_upload(
        name=upload.name,
        content=upload.content,
        accept=field.accept,
        max_bytes=field.max_bytes,
        purpose="evidence",
    )
    return DraftFile(field=field.name, file=file, name=upload.name[:200], added_at=clock.now())


def _files_by_field(
    draft: Draft, fresh: Collection[str], definition: Any, page: str, context: Any
) -> dict[str, list[str]]:
    """The ids of the files of each file field of a page: a field that takes one keeps the newest."""
    given: dict[str, list[str]] = {}
    fields = procedures.fields_of(definition, page, draft.answers, context)
    for field in fields:
        if field.type == "file":
            ids = [str(f.pk) for f in draft.files.filter(field=field.name).order_by("added_at")]
            given[field.name] = ids if field.multiple else ids[-1:]
    return given


@transaction.atomic
def remove_file(*, actor: Actor, draft_id: UUID, session_drafts: Collection[UUID], file_id: UUID) -> Draft:
    """Take a file out of a draft. Raises NotFound."""
    draft = queries.draft_for(actor, draft_id, session_drafts)
    found = draft.files.filter(pk=file_id).first()
    if found is None:
        raise NotFound
    kept = [i for i in draft.answers.get(found.field, []) if i != str(found.pk)]
    draft.answers = {**draft.answers, found.field: kept}
    draft.revision += 1
    draft.save(update_fields=["answers", "revision"])
    found.delete()
    return draft


@transaction.atomic
def delete_draft(*, actor: Actor, draft_id: UUID, session_drafts: Collection[UUID]) -> None:
    """Drop a draft for good, at its owner's wish. Raises NotFound."""
    draft = queries.draft_for(actor, draft_id, session_drafts)
    require(policies.may_open_draft, actor, draft, session_drafts)
    draft.delete()


def sweep_drafts() -> int:
    """Delete the drafts whose 30 days have passed; returns how many."""
    gone, _ = Draft.objects.filter(expires_on__lt=clock.today(), case__isnull=True).delete()
    return gone


def _open(draft: Draft) -> None:
    if draft.case_id is not None or draft.expires_on < clock.today():
        raise DraftExpired


def _with_current_version(draft: Draft) -> Draft:
    """A draft moves to the version in force when it is resumed; answers are kept by name."""
    current = procedures.version_in_force(draft.version.procedure.slug)
    if current.pk != draft.version_id:
        draft.version = current
    return draft
