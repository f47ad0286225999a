"""Preparing a version: begin, change, drop, publish. Nothing published changes before the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people.policies import Actor
from beffroi.procedures import policies
from beffroi.procedures.events import PreparationDropped, VersionPrepared
from beffroi.procedures.models import DraftState, DraftVersion, Procedure, ProcedureVersion, Proposal
from beffroi.procedures.queries.preparing import (
    data_without,
    draft_changes,
    draft_data,
    draft_folder,
    findings_apart,
    findings_in,
    house_in_force,
    last_state,
)
from beffroi.procedures.queries.shelf import version_in_force
from beffroi.procedures.rules.archive import unzipped
from beffroi.procedures.rules.editing import Edit, NothingThere, Taken, digest, with_optional, without_empty
from beffroi.procedures.rules.findings import Finding, PackageProblem, Severity
from beffroi.procedures.rules.reading import HOUSE, from_canonical, read_data, read_files
from beffroi.procedures.rules.yamlsource import Path as Place

from .declaring import declare_connectors
from .versions import publish_checked, sound

#: Two managers who save at the same instant: the second looks again, so many times.
_MOST_TRIES = 5
#: So many of the last changes of a version in preparation can be undone, one after the other.
MOST_STATES = 20


class AlreadyPreparing(Refusal):
    """One version at a time is prepared for each procedure."""

    message = _(
        "Une version de cette démarche est déjà en préparation : publiez-la ou abandonnez-la d’abord."
    )


class PartChanged(Refusal):
    """Somebody changed the same part meanwhile; ``current`` is what it is now."""

    message = _("Quelqu’un a changé cette partie pendant que vous y travailliez.")

    def __init__(self, draft: DraftVersion, current: Any) -> None:
        self.draft, self.current = draft, current
        super().__init__()


class PartGone(Refusal):
    """The part was taken out meanwhile."""

    message = _("Cette partie n’existe plus : quelqu’un l’a retirée ou renommée.")


class NameTaken(Refusal):
    """A part has this name already, perhaps for a moment only."""

    message = _("Ce nom est déjà pris : donnez-en un autre.")


class PartRefused(Refusal):
    """What was typed cannot be read; ``findings`` say why, each with its place in the part."""

    message = _("Corrigez ce qui est indiqué, puis enregistrez.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = findings
        super().__init__()


class NothingNew(Refusal):
    """What is prepared is what is in force."""

    message = _("Rien n’a changé depuis la version en vigueur.")


class DraftMoved(Refusal):
    """The version in preparation is no longer the one that was read."""

    message = _("La version en préparation a changé depuis que vous l’avez lue. Relisez-la, puis publiez.")


class NothingToUndo(Refusal):
    """No change of the version in preparation is kept."""

    message = _("Il n’y a plus rien à annuler.")


class NotReady(Refusal):
    """Findings prevent publishing; ``findings`` are all of them."""

    message = _("Cette version ne peut pas encore être publiée : il reste des points à corriger.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = findings
        super().__init__()


def prepare_version(*, actor: Actor, slug: str) -> DraftVersion:
    """The version in preparation; begun from the version in force when there is none. Raises Forbidden, NotFound."""
    require(policies.may_prepare_versions, actor)
    found = DraftVersion.objects.filter(slug=slug, published_as=None).first()
    if found is not None:
        return found
    in_force = ProcedureVersion.objects.get(pk=version_in_force(slug).pk)
    draft, _fresh = begin(actor, slug, bytes(in_force.canonical), {}, in_force)
    return draft


def bring_back(*, actor: Actor, slug: str, number: int) -> DraftVersion:
    """A version in preparation with the content of an older one, to be published as any other.

    Raises Forbidden, NotFound, AlreadyPreparing.
    """
    require(policies.may_prepare_versions, actor)
    in_force = version_in_force(slug)
    older = ProcedureVersion.objects.filter(procedure__slug=slug, number=number).first()
    if older is None:
        raise NotFound
    draft, fresh = begin(actor, slug, bytes(older.canonical), {}, in_force)
    if not fresh:
        raise AlreadyPreparing
    return draft


@transaction.atomic
def begin(
    actor: Acting,
    slug: str,
    canonical: bytes,
    options: dict[str, Any],
    based_on: ProcedureVersion | None,
    proposal: Proposal | None = None,
) -> tuple[DraftVersion, bool]:
    """One at most is open: whoever comes second on the same instant gets the first one's, which is not fresh."""
    now = clock.now()
    draft, fresh = DraftVersion.objects.get_or_create(
        slug=slug,
        published_as=None,
        defaults={
            "based_on": based_on,
            "canonical": canonical,
            "options": options,
            "proposal": proposal,
            "problems": _problems(findings_in(slug, canonical, options)),
            "started_by_id": agent_of(actor),
            "started_at": now,
            "changed_by_id": agent_of(actor),
            "changed_at": now,
        },
    )
    if fresh:
        fact = VersionPrepared(procedure=slug, based_on=based_on.number if based_on else 0)
        journal.record(fact, actor=actor, about=_about(draft))
        declare_connectors(actor=actor, package=from_canonical(canonical))
    return draft, fresh


def agent_of(actor: Acting) -> UUID | None:
    """The post that acts; the house has none."""
    return actor.agent_id if isinstance(actor, Actor) else None


def _about(draft: DraftVersion) -> list[Any]:
    procedure = Procedure.objects.filter(slug=draft.slug).first()
    return [ref(draft), *([ref(procedure)] if procedure else [])]


def _problems(findings: Sequence[Finding]) -> int:
    return sum(finding.prevents for finding in findings)


def install_package(*, actor: Actor, content: bytes) -> DraftVersion:
    """A package sent as a zip becomes a version in preparation; what is hostile or unreadable leaves nothing behind.

    Raises Forbidden, AlreadyPreparing, and PackageProblem that names the file and the reason.
    """
    require(policies.may_prepare_versions, actor)
    slug, files = unzipped(content)
    found = read_files(slug, {**files, HOUSE: house_in_force()})
    if found.package is None or found.findings:
        raise PackageProblem(found.findings)
    in_force = ProcedureVersion.objects.filter(
        pk__in=Procedure.objects.filter(slug=slug).values("in_force")
    ).first()
    draft, fresh = begin(actor, slug, found.canonical, found.shipped.model_dump(mode="json"), in_force)
    if not fresh:
        raise AlreadyPreparing
    return draft


def edit_version(*, actor: Actor, slug: str, edit: Edit, what: str = "") -> DraftVersion:
    """Make one change; begins a version in preparation when there is none. ``what`` calls its part in words.

    What it does not touch may be changed by somebody else at the same time: nothing of it is lost. The checks run
    outside the transaction; when the version moved meanwhile, everything is looked at again.
    Raises Forbidden, NotFound, NameTaken, PartGone, PartChanged, PartRefused.
    """
    return _change(actor, slug, lambda draft: _changed(draft, edit), edit.kind, what)


def put_back(*, actor: Actor, slug: str, key: str, what: str = "") -> DraftVersion:
    """Make one place of the version in preparation what it is in the version that it is based on.

    ``key`` is that of the difference (``rules.difference.Change``). Raises Forbidden, NotFound, PartGone, PartRefused.
    """
    return _change(actor, slug, lambda draft: _put_back(draft, key), "back", what)


def _put_back(draft: DraftVersion, key: str) -> bytes:
    change = next((one for one in draft_changes(draft) if one.key == key), None)
    data = change and data_without(draft, change)
    if not data:
        raise PartGone
    read = read_data(draft.slug, data)
    if read.package is None:
        raise PartRefused(read.findings)
    return read.canonical


def _change(
    actor: Actor, slug: str, make: Callable[[DraftVersion], bytes], kind: str, what: str
) -> DraftVersion:
    draft = prepare_version(actor=actor, slug=slug)
    for _try in range(_MOST_TRIES):
        changed = make(draft)
        problems = _problems(findings_in(slug, changed, draft.options))
        saved = _save(actor, draft, changed, problems, (kind, what))
        if saved is not None:
            return saved
        draft = DraftVersion.objects.filter(pk=draft.pk, published_as=None).first() or _gone()
    raise PartChanged(draft, None)


def _gone() -> DraftVersion:
    raise NotFound


def _changed(draft: DraftVersion, edit: Edit) -> bytes:
    data = with_optional(draft_data(draft))
    try:
        current = edit.subject(data)
        if edit.seen and digest(current) != edit.seen:
            raise PartChanged(draft, current)
        after = without_empty(edit.apply(data))
    except NothingThere:
        raise PartGone from None
    except Taken:
        raise NameTaken from None
    broken = read_data(draft.slug, after)
    if broken.package is None:
        raise PartRefused(broken.findings)
    if edit.kind in ("set", "add"):
        found = _brought(draft, broken.canonical, edit, edit.place_after(data, after))
        if found:
            raise PartRefused(found)
    return broken.canonical


def _brought(draft: DraftVersion, canonical: bytes, edit: Edit, place: Place) -> list[Finding]:
    """What is wrong inside a part and was not before: what cannot be understood is refused, the rest is said and waits.

    What a new part as a whole still lacks, as a way that leads to a new status, waits too: it is written next.
    """
    before = {(one.place, one.message_fr) for one in findings_apart(draft.slug, bytes(draft.canonical))}
    return [
        one
        for one in findings_apart(draft.slug, canonical)
        if (one.severity is Severity.ERROR or one.mistyped)
        and one.place[: len(place)] == place
        and (one.place, one.message_fr) not in before
        and not (edit.kind == "add" and one.place == place)
    ]


@transaction.atomic
def _save(
    actor: Actor, read: DraftVersion, canonical: bytes, problems: int, said: tuple[str, str]
) -> DraftVersion | None:
    """Write the change and keep what stood there before, unless somebody wrote since it was read: None."""
    draft = DraftVersion.objects.select_for_update(of=("self",)).filter(pk=read.pk, published_as=None).first()
    if draft is None:
        raise NotFound
    if draft.revision != read.revision:
        return None
    if bytes(draft.canonical) != canonical:
        kind, what = said
        DraftState.objects.create(
            draft=draft, revision=draft.revision, kind=kind, what=what[:200], canonical=draft.canonical
        )
        kept = DraftState.objects.filter(draft=draft).order_by("-revision").values("pk")[:MOST_STATES]
        DraftState.objects.filter(draft=draft).exclude(
            pk__in=list(kept.values_list("pk", flat=True))
        ).delete()
    return _write(actor, draft, canonical, problems)


def _write(actor: Actor, draft: DraftVersion, canonical: bytes, problems: int) -> DraftVersion:
    draft.canonical, draft.problems = canonical, problems
    draft.revision += 1
    draft.changed_by_id, draft.changed_at = agent_of(actor), clock.now()
    draft.save(update_fields=["canonical", "problems", "revision", "changed_by", "changed_at"])
    declare_connectors(actor=actor, package=from_canonical(canonical))
    return draft


def undo_change(*, actor: Actor, slug: str, revision: int) -> DraftState:
    """Take the last change of the version in preparation back, as it was read; gives what was undone.

    Raises Forbidden, NotFound, DraftMoved (somebody changed it since), NothingToUndo.
    """
    require(policies.may_prepare_versions, actor)
    found = DraftVersion.objects.filter(slug=slug, published_as=None).first()
    last = last_state(found) if found is not None else None
    if found is None:
        raise NotFound
    if last is None:
        raise NothingToUndo
    before = bytes(last.canonical)
    problems = _problems(findings_in(slug, before, found.options))
    with transaction.atomic():
        draft = _locked(slug, revision)
        if draft.revision != found.revision:
            raise DraftMoved
        _write(actor, draft, before, problems)
        last.delete()
    return last


@transaction.atomic
def drop_preparation(*, actor: Actor, slug: str, revision: int) -> None:
    """Give a version in preparation up, as it was read. Raises Forbidden, NotFound, DraftMoved."""
    require(policies.may_prepare_versions, actor)
    draft = _locked(slug, revision)
    journal.record(PreparationDropped(procedure=slug), actor=actor, about=_about(draft))
    draft.delete()


def publish_preparation(*, actor: Actor, slug: str, revision: int, note: str = "") -> ProcedureVersion:
    """Put the version in preparation in force, as it was read; checked and its examples played before. ``note`` says
    why, for who reads the versions later.

    Raises Forbidden, NotFound, DraftMoved, NotReady, NothingNew, VisaMissing.
    """
    require(policies.may_publish, actor)
    require(policies.may_prepare_versions, actor)
    draft = DraftVersion.objects.filter(slug=slug, published_as=None).first()
    if draft is None:
        raise NotFound
    folder = draft_folder(draft)
    try:
        sound(folder)
    except PackageProblem as problem:
        raise NotReady(problem.findings) from None
    with transaction.atomic():
        if _locked(slug, revision).revision != draft.revision:
            raise DraftMoved
        published = publish_checked(actor=actor, folder=folder)
        if not published.fresh:
            raise NothingNew
        DraftVersion.objects.filter(pk=draft.pk).update(note=note[:500])
    return published.version


def _locked(slug: str, revision: int) -> DraftVersion:
    draft = DraftVersion.objects.select_for_update(of=("self",)).filter(slug=slug, published_as=None).first()
    if draft is None:
        raise NotFound
    if draft.revision != revision:
        raise DraftMoved
    return draft
