"""Cases that another e-guichet (w.c.s., Publik) exports, read from the JSON of its API.

``documents`` opens a file or a zip within bounds, ``items`` finds each case in its JSON with its line, ``reading`` says
what is in one case, ``saying`` puts its answers in words. Nothing here knows a database or trusts what it reads.
"""

from .answers import as_sent, inputs
from .documents import Export, open_export
from .fates import Fate, Outcome, Report
from .items import BadExport
from .mapping import ARCHIVE, StatusMapping, read_mapping
from .reading import ExportedCase, ExportedPiece, ExportedStep
from .saying import hidden, said

__all__ = [
    "ARCHIVE",
    "BadExport",
    "Export",
    "ExportedCase",
    "ExportedPiece",
    "ExportedStep",
    "Fate",
    "Outcome",
    "Report",
    "StatusMapping",
    "as_sent",
    "hidden",
    "inputs",
    "open_export",
    "read_mapping",
    "said",
]
