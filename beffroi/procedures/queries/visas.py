"""What the data protection officer has to say, and has said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from beffroi.procedures.models import DraftVersion, Visa
from beffroi.procedures.rules.processing import VisaReason, visa_reasons
from beffroi.procedures.rules.reading import fingerprint_of
from beffroi.procedures.rules.schema import Package

from .preparing import draft_definition, drafts_open
from .shelf import definition, shelf_in_force


@dataclass(frozen=True, slots=True)
class VisaState:
    """What a content brings in that asks for a visa, and the last word that was said of it."""

    fingerprint: str
    reasons: Sequence[VisaReason]
    said: Visa | None = None

    @property
    def missing(self) -> bool:
        """Whether it may not be in force yet."""
        return bool(self.reasons) and not (self.said and self.said.granted)


def visa_state(slug: str, fingerprint: str, package: Package) -> VisaState:
    """What a content of a procedure brings into what is in force now. One query, none where nothing comes in."""
    reasons = _reasons(slug, package)
    said = _visas().filter(slug=slug, fingerprint=fingerprint).last() if reasons else None
    return VisaState(fingerprint, reasons, said)


def _reasons(slug: str, package: Package) -> Sequence[VisaReason]:
    in_force = shelf_in_force().get(slug)
    return visa_reasons(definition(in_force.pk).package if in_force else None, package)


def _visas() -> QuerySet[Visa]:
    """The last word comes last."""
    return Visa.objects.select_related("said_by__account").order_by("said_at")


def visas_said() -> dict[tuple[str, str], Visa]:
    """The last word on each content, by the name of its procedure and its fingerprint. One query."""
    return {(visa.slug, visa.fingerprint): visa for visa in _visas()}


def draft_visa(draft: DraftVersion) -> VisaState:
    """The same of a version in preparation."""
    return visa_state(draft.slug, fingerprint_of(bytes(draft.canonical)), draft_definition(draft).package)


def visas_awaited() -> list[tuple[DraftVersion, VisaState]]:
    """The versions in preparation that wait for the officer, refused ones not among them, by name. Two queries."""
    said, found = visas_said(), []
    for draft in drafts_open().defer(None).select_related("changed_by__account"):
        fingerprint = fingerprint_of(bytes(draft.canonical))
        reasons = _reasons(draft.slug, draft_definition(draft).package)
        if reasons and (draft.slug, fingerprint) not in said:
            found.append((draft, VisaState(fingerprint, reasons)))
    return found
