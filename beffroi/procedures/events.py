"""The facts of the shelf."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact


@dataclass(frozen=True)
class VersionPublished(Fact):
    """A version of a procedure came into force for new requests; ``again``: one that was frozen before."""

    label = _("Version de démarche publiée")

    procedure: str
    number: int
    fingerprint: str
    again: bool


@dataclass(frozen=True)
class VisaGiven(Fact):
    """The data protection officer approves a version before it is in force; ``fictional``: in a demonstration."""

    label = _("Visa de protection des données donné")

    procedure: str
    fingerprint: str
    fictional: bool


@dataclass(frozen=True)
class VisaRefused(Fact):
    """The data protection officer does not approve a version, and said why."""

    label = _("Visa de protection des données refusé")

    procedure: str
    fingerprint: str


@dataclass(frozen=True)
class OptionSet(Fact):
    """The commune set a value, from a day on; ``procedure`` is empty when it serves the whole house."""

    label = _("Option de démarche fixée")

    procedure: str
    key: str
    value: str
    valid_from: str
    legal_reference: str


@dataclass(frozen=True)
class OptionVoted(Fact):
    """A value is voted and awaits the *tutelle*: it is kept, and does not count."""

    label = _("Option de démarche votée, en attente")

    procedure: str
    key: str
    value: str
    valid_from: str
    legal_reference: str


@dataclass(frozen=True)
class OptionTakenBack(Fact):
    """A value that had not begun to count was taken back."""

    label = _("Option de démarche reprise")

    procedure: str
    key: str
    value: str
    valid_from: str


@dataclass(frozen=True)
class VersionPrepared(Fact):
    """Somebody began to prepare a version, from the one of this number (0: from a package that was sent in)."""

    label = _("Version de démarche mise en préparation")

    procedure: str
    based_on: int


@dataclass(frozen=True)
class PreparationDropped(Fact):
    """A version in preparation was given up; nothing published changed."""

    label = _("Version en préparation abandonnée")

    procedure: str


@dataclass(frozen=True)
class PackageProposed(Fact):
    """The shared catalogue brought a newer package of a procedure; nothing published changed."""

    label = _("Nouvelle version du catalogue proposée")

    procedure: str
    fingerprint: str


@dataclass(frozen=True)
class ProposalSetAside(Fact):
    """The commune keeps its version: a proposal of the catalogue was set aside, with a reason."""

    label = _("Proposition du catalogue laissée de côté")

    procedure: str
    fingerprint: str


@dataclass(frozen=True)
class RowSet(Fact):
    """A row of a reference table says this from a day on; ``procedure`` is empty when it serves the whole house.

    ``cells`` is JSON; amounts are whole cents.
    """

    label = _("Ligne de table de référence fixée")

    procedure: str
    table: str
    value: str
    row: str
    cells: str
    valid_from: str
    legal_reference: str


@dataclass(frozen=True)
class RowVoted(Fact):
    """A row of a reference table is voted and awaits the *tutelle*: it is kept, and does not count."""

    label = _("Ligne de table de référence votée, en attente")

    procedure: str
    table: str
    value: str
    row: str
    cells: str
    valid_from: str
    legal_reference: str


@dataclass(frozen=True)
class RowTakenBack(Fact):
    """A row of a reference table that had not begun to count was taken back."""

    label = _("Ligne de table de référence reprise")

    procedure: str
    table: str
    value: str
    valid_from: str


@dataclass(frozen=True)
class RowEnded(Fact):
    """A row of a reference table can be chosen until a day, which is its last."""

    label = _("Ligne de table de référence terminée")

    procedure: str
    table: str
    value: str
    valid_to: str
    legal_reference: str


@dataclass(frozen=True)
class RowsLoaded(Fact):
    """Rows came into a reference table together, from a package or a file; ``count`` were new or changed."""

    label = _("Lignes de table de référence chargées")

    procedure: str
    table: str
    count: int
