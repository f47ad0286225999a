"""The facts this room announces. They carry no name, no answer, no number: objects are given beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact


@dataclass(frozen=True)
class DraftStarted(Fact):
    """Someone began a form (no personal data: the draft is not linked to a person)."""

    label: ClassVar[str | Promise] = _("Brouillon commencé")


@dataclass(frozen=True)
class DraftPurged(Fact):
    """A draft that nobody went on with was deleted (no personal data, as for its beginning)."""

    label: ClassVar[str | Promise] = _("Brouillon laissé effacé")


@dataclass(frozen=True)
class CaseSubmitted(Fact):
    """A request became the commune's business: the clock starts."""

    label: ClassVar[str | Promise] = _("Demande introduite")
    number: str
    identity_level: int
    delivery: str


@dataclass(frozen=True)
class EvidenceReceived(Fact):
    """A supporting document arrived."""

    label: ClassVar[str | Promise] = _("Pièce reçue")
    field: str


@dataclass(frozen=True)
class StatusChanged(Fact):
    """The workflow moved."""

    label: ClassVar[str | Promise] = _("Statut modifié")
    status_before: str
    status_after: str
    transition: str


@dataclass(frozen=True)
class MoveAsked(Fact):
    """A manager asked that the open cases of a version go to another one (no case is named: each leaves its fact)."""

    label: ClassVar[str | Promise] = _("Déplacement des dossiers ouverts demandé")
    procedure: str
    version_before: int
    version_after: int


@dataclass(frozen=True)
class VersionChanged(Fact):
    """A case goes on under another version of its procedure, at the status that stands for the one it was at."""

    label: ClassVar[str | Promise] = _("Version de la démarche changée")
    version_before: int
    version_after: int
    status_before: str
    status_after: str


@dataclass(frozen=True)
class TaskOffered(Fact):
    """Work for a role appeared in a department's list."""

    label: ClassVar[str | Promise] = _("Tâche proposée")
    task_role: str


@dataclass(frozen=True)
class TaskClaimed(Fact):
    """An agent took a task."""

    label: ClassVar[str | Promise] = _("Tâche prise")


@dataclass(frozen=True)
class TaskReleased(Fact):
    """An agent gave a task back."""

    label: ClassVar[str | Promise] = _("Tâche rendue")


@dataclass(frozen=True)
class TaskAssigned(Fact):
    """A head of service gave a task to an agent."""

    label: ClassVar[str | Promise] = _("Tâche attribuée")


@dataclass(frozen=True)
class TaskCompleted(Fact):
    """A human step ended, with its outcome."""

    label: ClassVar[str | Promise] = _("Tâche terminée")
    outcome: str


@dataclass(frozen=True)
class TableEvaluated(Fact):
    """A decision table was read for a case; the rows that fired are kept."""

    label: ClassVar[str | Promise] = _("Table de décision appliquée")
    table: str
    rules: list[str]


@dataclass(frozen=True)
class InformationRequested(Fact):
    """The applicant is asked for more; the service target pauses."""

    label: ClassVar[str | Promise] = _("Complément demandé")


@dataclass(frozen=True)
class InformationProvided(Fact):
    """The applicant answered; the service target resumes."""

    label: ClassVar[str | Promise] = _("Complément reçu")
    files: int


@dataclass(frozen=True)
class NoteAdded(Fact):
    """An internal note was written."""

    label: ClassVar[str | Promise] = _("Note ajoutée")


@dataclass(frozen=True)
class ValuesKept(Fact):
    """The workflow has worked out values and keeps them on the case; the fact says which, not what."""

    label: ClassVar[str | Promise] = _("Valeurs notées par le circuit")
    fields: tuple[str, ...]


@dataclass(frozen=True)
class DecisionMade(Fact):
    """The competent authority decided, with a motive when it refuses."""

    label: ClassVar[str | Promise] = _("Décision prise")
    outcome: str
    authority: str


@dataclass(frozen=True)
class LegalClockStarted(Fact):
    """The legal period runs, from receipt or since the file is complete."""

    label: ClassVar[str | Promise] = _("Délai légal commencé")
    starts: str


@dataclass(frozen=True)
class LegalClockSuspended(Fact):
    """The legal period stands still, by the text that the package cites."""

    label: ClassVar[str | Promise] = _("Délai légal suspendu")


@dataclass(frozen=True)
class LegalClockResumed(Fact):
    """The legal period goes on after so many calendar days."""

    label: ClassVar[str | Promise] = _("Délai légal repris")
    days: int


@dataclass(frozen=True)
class LegalPeriodExtended(Fact):
    """The authority takes longer, with its reason, by the text that the package cites."""

    label: ClassVar[str | Promise] = _("Délai légal prolongé")
    days: int
    unit: str


@dataclass(frozen=True)
class LegalPeriodPassed(Fact):
    """The legal period passed without a decision; ``meaning`` is what the text makes of that silence."""

    label: ClassVar[str | Promise] = _("Délai légal passé sans décision")
    meaning: str


@dataclass(frozen=True)
class DocumentDelivered(Fact):
    """The applicant can have the document: on line, in the post, or at the counter."""

    label: ClassVar[str | Promise] = _("Document délivré")
    delivery: str


@dataclass(frozen=True)
class CaseWithdrawn(Fact):
    """The applicant gave the request up."""

    label: ClassVar[str | Promise] = _("Demande retirée")


@dataclass(frozen=True)
class CaseAssigned(Fact):
    """Another department handles the case from now on."""

    label: ClassVar[str | Promise] = _("Dossier confié à un autre service")
    department_before: str
    department_after: str


@dataclass(frozen=True)
class CaseClosed(Fact):
    """Nothing more is to be done; the retention period starts."""

    label: ClassVar[str | Promise] = _("Dossier clôturé")
    outcome: str


@dataclass(frozen=True)
class CaseImported(Fact):
    """A closed case of another e-guichet is in the archive; its history before this is what that one told."""

    label: ClassVar[str | Promise] = _("Dossier importé de l’ancien guichet")
    steps: int
    pieces: int


@dataclass(frozen=True)
class StepImported(Fact):
    """An entry of the history that another e-guichet told: it occurred then, and is known since the import.

    ``status`` is the old one, ``by`` who acted there (citizen, agent, system); its words stay with the case.
    """

    label: ClassVar[str | Promise] = _("Étape importée de l’ancien guichet")
    step: int
    status: str
    by: str


@dataclass(frozen=True)
class CaseTakenOver(Fact):
    """An open case of another e-guichet goes on here; ``status_before`` is its status there."""

    label: ClassVar[str | Promise] = _("Dossier repris de l’ancien guichet")
    number: str
    status_before: str
    status_after: str
    pieces: int


@dataclass(frozen=True)
class LinkedCaseOpened(Fact):
    """The circuit opened a case of another procedure; ``kind`` is the package's word for it."""

    label: ClassVar[str | Promise] = _("Dossier lié ouvert")
    procedure: str
    kind: str


@dataclass(frozen=True)
class OpenedByCase(Fact):
    """The case was opened by the circuit of another one, of ``procedure``."""

    label: ClassVar[str | Promise] = _("Ouvert par un autre dossier")
    procedure: str
    kind: str


@dataclass(frozen=True)
class LinkedCaseEnded(Fact):
    """A case that this one opened has ended; ``outcome`` is its last phase."""

    label: ClassVar[str | Promise] = _("Dossier lié terminé")
    procedure: str
    kind: str
    outcome: str


@dataclass(frozen=True)
class CaseListed(Fact):
    """The retention of a closed case has ended: it is on a list that waits for an authorisation."""

    label: ClassVar[str | Promise] = _("Fin de conservation : dossier mis sur une liste")
    kind: str


@dataclass(frozen=True)
class RetentionExtended(Fact):
    """A case was taken off its list and is kept so many days longer; why stands with the case."""

    label: ClassVar[str | Promise] = _("Conservation prolongée")
    days: int


@dataclass(frozen=True)
class DisposalClosed(Fact):
    """Nothing more enters a list of ended cases; it goes to the State Archives."""

    label: ClassVar[str | Promise] = _("Liste de fin de conservation fermée")
    kind: str
    cases: int


@dataclass(frozen=True)
class DisposalApproved(Fact):
    """A list is carried out by an authorisation whose reference stands on it."""

    label: ClassVar[str | Promise] = _("Liste de fin de conservation approuvée")
    kind: str
    cases: int


@dataclass(frozen=True)
class DisposalEnded(Fact):
    """Every case of a list is anonymous."""

    label: ClassVar[str | Promise] = _("Liste de fin de conservation exécutée")
    kind: str
    cases: int


@dataclass(frozen=True)
class CaseAnonymised(Fact):
    """A closed case names nobody any more: an approved ``list`` or its ``circuit`` said so. What went is counted."""

    label: ClassVar[str | Promise] = _("Dossier anonymisé")
    because: str
    files: int
    documents: int
    messages: int
