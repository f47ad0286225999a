"""The whole package, as it is frozen."""

from __future__ import annotations

from pydantic import Field as Key

from .common import Name, Part
from .connectors import ConnectorsFile
from .form import FormFile
from .house import HouseRules
from .procedure import ProcedureFile
from .tables import TableFile
from .tests import TestFile
from .texts import DocumentFile, MessageFile, TranslationEntry
from .workflow import WorkflowFile

__all__ = ["DocumentFile", "Package", "TestFile"]


class Package(Part):
    """Every file of a procedure, with the house rules it was published under."""

    format: int = Key(1, description="The version of this schema.")
    house: HouseRules
    procedure: ProcedureFile
    form: FormFile
    workflow: WorkflowFile
    connectors: ConnectorsFile = ConnectorsFile()
    decisions: dict[Name, TableFile] = Key(default_factory=dict)
    documents: dict[Name, DocumentFile] = Key(default_factory=dict)
    messages: dict[Name, MessageFile] = Key(default_factory=dict)
    translations: dict[str, tuple[TranslationEntry, ...]] = Key(default_factory=dict)
    tests: dict[Name, TestFile] = Key(default_factory=dict)
    changelog: str = ""
