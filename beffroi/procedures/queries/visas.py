"""What the data protection officer has to say, and has said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    in_force = shelf_in_force().get(slug)
    before = definition(in_force.pk).package if in_force else None
    reasons = visa_reasons(before, package)
    return VisaState(fingerprint, reasons, visa_said(slug, fingerprint) if reasons else None)


def visa_said(slug: str, fingerprint: str) -> Visa | None:
    """The last word on a content."""
    found = Visa.objects.select_related("said_by__account").filter(slug=slug, fingerprint=fingerprint)
    return found.order_by("-said_at").first()


def draft_visa(draft: DraftVersion) -> VisaState:
    """The same of a version in preparation."""
    return visa_state(draft.slug, fingerprint_of(bytes(draft.canonical)), draft_definition(draft).package)


def visas_awaited() -> list[tuple[DraftVersion, VisaState]]:
    """The versions in preparation that wait for the officer, refused ones not among them, by name."""
    found = [
        (draft, draft_visa(draft))
        for draft in drafts_open().defer(None).select_related("changed_by__account")
    ]
    return [(draft, state) for draft, state in found if state.missing and state.said is None]
