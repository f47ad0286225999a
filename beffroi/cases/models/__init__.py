"""Data of the room, one file per noun."""

from .case import Case, CaseCounter, CaseDocument, Evidence, TableEvaluation
from .disposal import DisposalEntry, DisposalList
from .draft import Draft, DraftFile
from .imported import ImportedCase, ImportedPiece, StayingCase
from .intake import Intake
from .link import CaseLink
from .move import VersionMove
from .work import AnswerFile, CaseNote, ClockEntry, Decision, InformationRequest, Task

__all__ = [
    "AnswerFile",
    "Case",
    "CaseCounter",
    "CaseDocument",
    "CaseLink",
    "CaseNote",
    "ClockEntry",
    "Decision",
    "DisposalEntry",
    "DisposalList",
    "Draft",
    "DraftFile",
    "Evidence",
    "ImportedCase",
    "ImportedPiece",
    "InformationRequest",
    "Intake",
    "StayingCase",
    "TableEvaluation",
    "Task",
    "VersionMove",
]
