"""The facts that the room announces."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact


@dataclass(frozen=True)
class DocumentSealed(Fact):
    """The commune made a document and put its seal on it. Objects: the document (``product``), its subject."""

    label = _("Document établi et cacheté")

    document_kind: str
    language: str
    conforms: bool


@dataclass(frozen=True)
class DocumentReceived(Fact):
    """A document sealed by another authority was received and kept byte for byte."""

    label = _("Document reçu, cacheté par une autre autorité")

    document_kind: str
    origin: str
    sha256: str


@dataclass(frozen=True)
class DocumentRevoked(Fact):
    """The commune says that a document it issued no longer counts."""

    label = _("Document révoqué")

    document_kind: str


@dataclass(frozen=True)
class ActAsked(Fact):
    """The bank of civil-status acts was asked for an act; ``answer``: ``found``, ``migration`` or ``none``."""

    label = _("Acte demandé à la banque des actes")

    category: str
    form: str
    answer: str
