"""What we ask of the bank of acts, in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from beffroi.documents.rules.acts import ActCategory, ActForm


class ActState(StrEnum):
    """Where an act stands in the bank."""

    READY = "ready"
    TO_MIGRATE = "to_migrate"  # older, on paper: the commune that holds it enters it on request


@dataclass(frozen=True, slots=True)
class ActListed:
    """One act of a person. ``reference`` is the bank's own."""

    reference: str
    category: ActCategory
    state: ActState


class Bank(Protocol):
    """The three operations of the bank's service."""

    def list_acts(self, number: str, category: ActCategory) -> tuple[ActListed, ...]:
        """The acts of a category that concern the person with this national number; often none."""

    def fetch(self, reference: str, form: ActForm) -> bytes:
        """The act as a PDF that the bank has sealed, to be handed over byte for byte."""

    def ask_migration(self, reference: str) -> date:
        """Ask for an older act to be entered; the day from which it can be fetched."""
