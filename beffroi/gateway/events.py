"""The facts this room announces. A connector is named, with the first twelve signs of what was declared."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact


@dataclass(frozen=True)
class ConnectorDeclared(Fact):
    """A package says that it needs this connector, in words that were not known yet."""

    label = _("Connecteur déclaré")

    connector: str
    declaration: str


@dataclass(frozen=True)
class ConnectorApproved(Fact):
    """A person read what is declared and lets it be called."""

    label = _("Connecteur approuvé")

    connector: str
    declaration: str


@dataclass(frozen=True)
class ConnectorWithdrawn(Fact):
    """A person took the approval back: nothing is sent any more. The reason stands with the connector."""

    label = _("Approbation d’un connecteur retirée")

    connector: str
    declaration: str


@dataclass(frozen=True)
class ConnectorSecretSet(Fact):
    """The secret by which a connector shows who it is was written, or written anew."""

    label = _("Secret d’un connecteur enregistré")

    connector: str


@dataclass(frozen=True)
class ConnectorTried(Fact):
    """A person called the service with example values."""

    label = _("Connecteur essayé")

    connector: str
    declaration: str
    outcome: str


@dataclass(frozen=True)
class ServiceAnswered(Fact):
    """The service answered what was declared; ``duration_ms`` is that of the last of ``attempts``."""

    label = _("Un service a répondu")

    connector: str
    declaration: str
    attempts: int
    duration_ms: int


@dataclass(frozen=True)
class ServiceFailed(Fact):
    """The service was not reached, or its answer is of no use; nothing more is tried. ``outcome`` says which."""

    label = _("Un service n’a pas répondu")

    connector: str
    declaration: str
    attempts: int
    outcome: str
