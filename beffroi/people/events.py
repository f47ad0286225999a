"""The facts of the room. Persons appear in them as pseudonyms, by reference only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact


@dataclass(frozen=True)
class AccountCreated(Fact):
    """Somebody can sign in. ``verified``: the address was proved at once (demonstration, agents)."""

    label = _("Compte créé")

    verified: bool


@dataclass(frozen=True)
class IdentityLinked(Fact):
    """An account is known to belong to a person, by this means, at this level."""

    label = _("Identité liée au compte")

    method: str
    level: int


@dataclass(frozen=True)
class IdentityChecked(Fact):
    """An agent saw the person and their identity document."""

    label = _("Identité vérifiée par un agent")


@dataclass(frozen=True)
class AgentAppointed(Fact):
    """A post begins."""

    label = _("Agent désigné")

    role: str
    department: str
    valid_from: str


@dataclass(frozen=True)
class AgentReleased(Fact):
    """A post ends; ``valid_to`` is its last day."""

    label = _("Poste terminé")

    role: str
    department: str
    valid_to: str


@dataclass(frozen=True)
class PackLoaded(Fact):
    """A commune pack changed something: how many objects, and how many the desk's edits protected."""

    label = _("Paquet communal chargé")

    slug: str
    added: int
    changed: int
    removed: int
    kept: int


@dataclass(frozen=True)
class OfficesClosed(Fact):
    """A closing day was added by hand."""

    label = _("Jour de fermeture ajouté")

    day: str


@dataclass(frozen=True)
class OfficesReopened(Fact):
    """A closing day was withdrawn by hand."""

    label = _("Jour de fermeture retiré")

    day: str


@dataclass(frozen=True)
class ContactPointChanged(Fact):
    """A contact point was edited at the desk; ``fields`` says which of its fields."""

    label = _("Point de contact modifié")

    slug: str
    fields: list[str]


@dataclass(frozen=True)
class DemonstrationPopulated(Fact):
    """Fictional residents were written in the embedded register."""

    label = _("Résidents fictifs créés")

    residents: int
    households: int


@dataclass(frozen=True)
class IdentityProved(Fact):
    """Somebody came in by eID or itsme; ``outcome`` says which account opened (``actions.Entrance``)."""

    label = _("Identité prouvée")

    method: str
    level: int
    outcome: str


@dataclass(frozen=True)
class AgentSignedIn(Fact):
    """An agent came in at the desk."""

    label = _("Agent connecté")

    method: str
