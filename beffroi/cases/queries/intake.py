"""Questions about what agents encode for somebody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from beffroi.cases.models import Draft
from beffroi.cases.policies import may_open_draft
from beffroi.lib.refusals import NotFound
from beffroi.people.policies import Actor


def open_intakes(actor: Actor) -> QuerySet[Draft]:
    """What the departments of an agent are encoding, the latest first."""
    if not actor.is_agent:
        return Draft.objects.none()
    drafts = Draft.objects.filter(intake__department__in=actor.departments, case__isnull=True)
    return drafts.select_related("intake__agent__account", "version__procedure").order_by("-updated_at", "pk")


def intake_for(actor: Actor, draft_id: UUID) -> Draft:
    """What is being encoded, submitted or not, for an agent of its department. Raises NotFound."""
    drafts = Draft.objects.filter(intake__isnull=False).select_related("intake__agent__account")
    draft = drafts.filter(pk=draft_id).first()
    if draft is None or not may_open_draft(actor, draft, ()):
        raise NotFound
    return draft
