"""Proposals of the shared catalogue: which are open, and what each would change of the commune's version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery

from beffroi.lib.refusals import NotFound
from beffroi.procedures.models import DraftVersion, Procedure, ProcedureVersion, Proposal
from beffroi.procedures.rules.changelog import Section, news
from beffroi.procedures.rules.difference import Change, differences
from beffroi.procedures.rules.findings import Finding
from beffroi.procedures.rules.merging import merge
from beffroi.procedures.rules.reading import from_canonical, read_data
from beffroi.procedures.rules.schema import Package

from .preparing import findings_in


def newest_proposals() -> QuerySet[Proposal]:
    """The last proposal of each procedure, unless it is what is in force, without its content."""
    last = Proposal.objects.filter(procedure=OuterRef("procedure")).order_by("-arrived_at").values("pk")[:1]
    return (
        Proposal.objects.filter(pk=Subquery(last), published_as=None)
        .exclude(
            procedure__in_force=None
        )  # a new package that waits for its visa: it is a version in preparation
        .exclude(procedure__in_force__fingerprint=F("fingerprint"))
        .select_related("procedure__in_force", "set_aside_by__account")
        .defer("canonical", "procedure__in_force__canonical")
        .order_by("procedure__slug")
    )


def proposals_open() -> QuerySet[Proposal]:
    """Those that wait for an answer of the commune."""
    return newest_proposals().filter(set_aside_at=None)


def proposal_of(slug: str) -> Proposal:
    """The last proposal of a procedure, open or set aside. Raises NotFound."""
    found = newest_proposals().defer(None).filter(procedure__slug=slug).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """A proposal beside the version in force and what both come from.

    ``brought`` is what the merge changes of the version in force, ``own`` what the commune had changed itself,
    ``conflicts`` what both changed (``before``: the commune's, which stays unless it was preferred otherwise).
    ``findings`` are those of the merge, its examples played; it is ``readable`` when the schema takes it. ``news`` is
    what the catalogue says of it.
    """

    proposal: Proposal
    in_force: ProcedureVersion
    canonical: bytes
    readable: bool
    news: Sequence[Section]
    brought: Sequence[Change]
    own: Sequence[Change]
    conflicts: Sequence[Change]
    findings: Sequence[Finding]


def comparison(proposal: Proposal, *, prefer: Collection[str] = ()) -> Comparison:
    """Compare and merge; the catalogue's text is taken in the conflicts whose key is in ``prefer``."""
    in_force = proposal.procedure.in_force
    assert in_force is not None  # what was never published is not proposed
    ours, theirs = from_canonical(bytes(in_force.canonical)), from_canonical(bytes(proposal.canonical))
    base = common_package(proposal.procedure)
    merged = merge(base, ours, theirs, prefer=prefer)
    read = read_data(proposal.procedure.slug, merged.data)
    return Comparison(
        proposal=proposal,
        in_force=in_force,
        canonical=read.canonical,
        readable=read.package is not None,
        news=news(base.changelog if base else "", theirs.changelog),
        brought=_changes(ours, read.package),
        own=_changes(base, ours),
        conflicts=[one for one in merged.conflicts if one.place != ("changelog",)],
        findings=findings_in(proposal.procedure.slug, read.canonical, proposal.options),
    )


def _changes(before: Package | None, after: Package | None) -> list[Change]:
    """What changed, but for the package's account of itself, which is read as news."""
    if before is None or after is None:
        return []
    return [one for one in differences(before, after) if one.place != ("changelog",)]


def common_package(procedure: Procedure) -> Package | None:
    """What the commune last took from the catalogue: a version loaded from it, or a proposal that it published."""
    loaded = ProcedureVersion.objects.filter(procedure=procedure).exclude(pk__in=DraftVersion.made_here())
    taken = (
        Proposal.objects.filter(procedure=procedure).exclude(published_as=None).select_related("published_as")
    )
    version, proposal = loaded.order_by("-number").first(), taken.order_by("-published_as__number").first()
    if (
        proposal
        and proposal.published_as
        and (version is None or proposal.published_as.number > version.number)
    ):
        return from_canonical(bytes(proposal.canonical))
    return from_canonical(bytes(version.canonical)) if version else None
