"""Verbs on drafts: begin, take up again, adopt, drop."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from beffroi.cases import policies, queries
from beffroi.cases.events import DraftStarted
from beffroi.cases.models import Draft, Intake
from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock, codes, throttle
from beffroi.lib.acting import Acting, Stamp
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .draft_files import forget_files
from .refusals import DraftExpired


@dataclass(frozen=True)
class StartedDraft:
    """A new draft and the code that finds it again, which is shown to the person."""

    draft: Draft
    code: str


def start_draft(
    *, actor: Actor, slug: str, channel: str = "web", language: str = "fr", who: str = ""
) -> StartedDraft:
    """Begin a form on the version in force; the draft belongs to the account when there is one.

    ``who`` (an address) is counted for visitors without an account: sixty begun in ten minutes, enough for a computer
    room. Raises Throttled, and NotFound when no such procedure is published.
    """
    if who and actor.account_id is None:
        throttle.hit("draft-start", who, limit=60, seconds=600)
    return begin(slug, channel, language, by=Unnamed(channel), account_id=actor.account_id)


@transaction.atomic
def begin(slug: str, channel: str, language: str, *, by: Acting, **owner: Any) -> StartedDraft:
    """Write a new draft on the version in force; ``owner`` is its ``account_id`` or its ``intake``."""
    version = procedures.version_in_force(slug)
    definition = procedures.definition(version.pk)
    now = clock.now()
    draft_id = uuid4()
    code = code_of(draft_id)
    draft = Draft.objects.create(
        id=draft_id,
        version=version,
        **owner,
        code_hash=codes.hashed(code, "draft"),
        channel=channel,
        language=language,
        created_at=now,
        updated_at=now,
        expires_on=clock.today() + timedelta(days=procedures.keeping(definition).days),
    )
    process = Process(procedure=slug, version=version.number, phase_after="draft", next_turn="applicant")
    journal.record(DraftStarted(), actor=by, about=[ref(draft)], process=process)
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
    found = (
        Draft.objects.filter(code_hash=hashed, case__isnull=True, intake__isnull=True).first()
        if hashed
        else None
    )
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


@transaction.atomic
def delete_draft(*, actor: Actor, draft_id: UUID, session_drafts: Collection[UUID]) -> None:
    """Drop a draft and its files for good, at its owner's wish. Raises NotFound."""
    draft = queries.draft_for(actor, draft_id, session_drafts)
    forget(draft)


def forget(draft: Draft) -> None:
    """Delete a draft and its files; how it reached the commune stays with the case that it became."""
    forget_files(draft.files.all())
    draft.delete()
    if draft.intake_id is not None and draft.case_id is None:
        Intake.objects.filter(pk=draft.intake_id).delete()
