"""Freezing a package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from beffroi.journal import actions as journal
from beffroi.journal.events import Process
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import require
from beffroi.procedures import policies
from beffroi.procedures.events import VersionPublished
from beffroi.procedures.models import DraftState, DraftVersion, Procedure, ProcedureVersion, Proposal
from beffroi.procedures.queries.packages import checked
from beffroi.procedures.rules.findings import PackageProblem
from beffroi.procedures.rules.reading import PackageFolder

from .declaring import declare_connectors
from .options import add_missing_options
from .references import add_missing_rows
from .visas import ensure_visa


@dataclass(frozen=True, slots=True)
class Published:
    """The version in force after publishing; ``fresh`` says that it came into force now.

    ``options`` and ``rows`` count the shipped values and rows of reference tables that were not known yet.
    """

    version: ProcedureVersion
    fresh: bool
    options: int = 0
    rows: int = 0


def publish_version(*, actor: Acting, path: Path, visa: str = "") -> Published:
    """Check a folder and put it in force, with the values and rows that it ships. Twice the same changes nothing.

    The connectors that it declares are known from then on, whether it is published or still waits for their approval.

    ``visa`` is the reference under which the commune keeps the visa of its data protection officer.
    Raises Forbidden, VisaMissing, and PackageProblem with the findings when the package has an error or is unready.
    """
    require(policies.may_publish, actor)
    folder = checked(path)
    declare_connectors(actor=actor, package=folder.package)
    return publish_checked(actor=actor, folder=sound(folder), visa=visa)


def sound(folder: PackageFolder) -> PackageFolder:
    """The folder itself. Raises PackageProblem when something prevents publishing."""
    problems = [finding for finding in folder.findings if finding.prevents]
    if problems or folder.package is None:
        raise PackageProblem(problems)
    return folder


@transaction.atomic
def publish_checked(*, actor: Acting, folder: PackageFolder, visa: str = "") -> Published:
    """Freeze a package that was checked, with its values; one that was frozen before comes into force again.

    Raises VisaMissing, and Forbidden for a reference that another than the operator gives.
    """
    procedure, _ = Procedure.objects.get_or_create(slug=folder.slug)
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    options = add_missing_options(actor=actor, procedure=procedure, records=folder.options)
    rows = add_missing_rows(actor=actor, procedure=procedure, records=folder.rows)
    version = ProcedureVersion.objects.filter(procedure=procedure, fingerprint=folder.fingerprint).first()
    if version is not None and procedure.in_force_id == version.pk:
        return Published(version, fresh=False, options=options, rows=rows)
    ensure_visa(actor=actor, folder=folder, reference=visa)
    known = version is not None
    version = version or _freeze(procedure, folder)
    procedure.in_force = version
    procedure.save(update_fields=["in_force"])
    _end_preparation(version, folder)
    _announce(version, actor, again=known)
    return Published(version, fresh=True, options=options, rows=rows)


def _end_preparation(version: ProcedureVersion, folder: PackageFolder) -> None:
    """What was in preparation with this very content, and the proposal that it followed, are this version now."""
    draft = DraftVersion.objects.filter(slug=folder.slug, published_as=None).first()
    if draft is None or bytes(draft.canonical) != folder.canonical:
        return
    draft.published_as = version
    draft.save(update_fields=["published_as"])
    DraftState.objects.filter(draft=draft).delete()  # nothing published is undone
    if draft.proposal_id is not None:
        Proposal.objects.filter(pk=draft.proposal_id).update(
            published_as=version, set_aside_at=None, set_aside_by=None, reason=""
        )


def _freeze(procedure: Procedure, folder: PackageFolder) -> ProcedureVersion:
    last = ProcedureVersion.objects.filter(procedure=procedure).aggregate(last=Max("number"))["last"] or 0
    return ProcedureVersion.objects.create(
        procedure=procedure,
        number=last + 1,
        fingerprint=folder.fingerprint,
        canonical=folder.canonical,
        published_at=clock.now(),
    )


def _announce(version: ProcedureVersion, actor: Acting, *, again: bool) -> None:
    slug = version.procedure.slug
    fact = VersionPublished(
        procedure=slug, number=version.number, fingerprint=version.fingerprint, again=again
    )
    about = [ref(version.procedure), ref(version)]
    journal.record(fact, actor=actor, about=about, process=Process(procedure=slug, version=version.number))
