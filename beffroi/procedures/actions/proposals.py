"""What the shared catalogue proposes: it arrives, is prepared as a version or set aside. Nothing published changes."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Refusal, require
from beffroi.people.policies import Actor
from beffroi.procedures import policies
from beffroi.procedures.events import PackageProposed, ProposalSetAside
from beffroi.procedures.models import DraftVersion, Procedure, Proposal
from beffroi.procedures.queries.proposals import comparison, proposal_of
from beffroi.procedures.rules.reading import PackageFolder

from .preparing import AlreadyPreparing, PartRefused, agent_of, begin


class ProposalMoved(Refusal):
    """A newer proposal arrived, or another version came into force, since it was read."""

    message = _("La proposition ou la version en vigueur a changé depuis que vous l’avez lue. Relisez-la.")


class ReasonMissing(Refusal):
    """Who sets a proposal aside says why."""

    message = _("Dites en une phrase pourquoi la commune garde sa version.")


@transaction.atomic
def propose(*, actor: Acting, procedure: Procedure, folder: PackageFolder) -> bool:
    """Offer a package that was checked; False when the same was offered before. Raises Forbidden."""
    require(policies.may_publish, actor)
    proposal, fresh = Proposal.objects.get_or_create(
        procedure=procedure,
        fingerprint=folder.fingerprint,
        defaults={
            "canonical": folder.canonical,
            "options": folder.shipped.model_dump(mode="json"),
            "arrived_at": clock.now(),
        },
    )
    if fresh:
        fact = PackageProposed(procedure=procedure.slug, fingerprint=folder.fingerprint)
        journal.record(fact, actor=actor, about=[ref(procedure), ref(proposal)])
    return fresh


def prepare_proposal(
    *, actor: Actor, slug: str, fingerprint: str, number: int, prefer: Collection[str] = ()
) -> DraftVersion:
    """A version in preparation that brings what the catalogue changed into the version in force (``number``).

    Where both changed, the commune's stays, unless the conflict's key is in ``prefer``. Both were read as they were
    then. Raises Forbidden, NotFound, ProposalMoved, AlreadyPreparing, and PartRefused when the two do not go together.
    """
    require(policies.may_prepare_versions, actor)
    proposal = _read(slug, fingerprint)
    found = comparison(proposal, prefer=prefer)
    if found.in_force.number != number:
        raise ProposalMoved
    if not found.readable:
        raise PartRefused(found.findings)
    draft, fresh = begin(actor, slug, found.canonical, proposal.options, found.in_force, proposal)
    if not fresh:
        raise AlreadyPreparing
    return draft


@transaction.atomic
def set_proposal_aside(*, actor: Actor, slug: str, fingerprint: str, reason: str) -> None:
    """Keep the commune's version, and say why. Raises Forbidden, NotFound, ProposalMoved, ReasonMissing."""
    require(policies.may_prepare_versions, actor)
    proposal = _read(slug, fingerprint)
    if not reason.strip():
        raise ReasonMissing
    unpublished = Proposal.objects.filter(pk=proposal.pk, published_as=None)
    aside = {"set_aside_at": clock.now(), "set_aside_by": agent_of(actor), "reason": reason.strip()}
    if not unpublished.update(**aside):
        raise ProposalMoved
    fact = ProposalSetAside(procedure=slug, fingerprint=fingerprint)
    journal.record(fact, actor=actor, about=[ref(proposal.procedure), ref(proposal)])


def _read(slug: str, fingerprint: str) -> Proposal:
    """The proposal as it was read."""
    proposal = proposal_of(slug)
    if proposal.fingerprint != fingerprint:
        raise ProposalMoved
    return proposal
