"""Reading the e-guichets that communes run today: definitions of w.c.s. (Publik), told in our own words.

From the file to the package: ``source`` reads a file safely and ``library`` finds it by name; ``names`` says what the
variables of a form become, ``conditions`` and ``words`` translate what is written in Django's template language,
``markup`` takes the words out of HTML; ``question``, ``answers`` and ``fields`` tell one question, ``forms`` all pages,
``messages`` and ``workflows`` the circuit; ``packages`` puts a folder together, ``writing`` writes it, ``importing``
does it all, and ``report`` says what became of each part. Pure, files apart: a definition goes in, a package and the
reasons of what is missing come out.
"""

from .conditions import NotTranslated, translate
from .importing import FolderThere, Import, import_publik, read
from .names import Names, names_of, our_name
from .report import Entry, Report, Verdict
from .source import BadDefinition, read_definition

__all__ = [
    "BadDefinition",
    "Entry",
    "FolderThere",
    "Import",
    "Names",
    "NotTranslated",
    "Report",
    "Verdict",
    "import_publik",
    "names_of",
    "our_name",
    "read",
    "read_definition",
    "translate",
]
