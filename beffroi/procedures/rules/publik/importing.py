"""The whole import: files and folders in, packages written and a report out; or nothing written and the reason."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from .library import Definition, Library
from .packages import Written, packages
from .report import Report
from .source import MAX_BYTES, BadDefinition, read_definition
from .writing import FolderThere, write

__all__ = ["FolderThere", "Import", "import_publik", "read"]

MOST_FILES: Final = 2_000
MOST_BYTES: Final = 100_000_000


@dataclass(frozen=True)
class Import:
    """What an import gives: the packages, the report, and the files of a folder that were no definitions."""

    packages: list[Written]
    report: Report
    set_aside: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report for programs, with the packages and the files set aside."""
        return {
            "packages": [one.slug for one in self.packages],
            "set_aside": self.set_aside,
            **self.report.as_json(),
        }


def read(paths: Sequence[Path], *, department: str = "") -> Import:
    """Translate the definitions of files and folders. What a folder holds beside definitions is set aside.

    Raises BadDefinition for a named file that cannot be read, and when there is too much or no form.
    """
    library, aside = Library(), []
    total = 0
    for number, (path, named) in enumerate(_files(paths)):
        content = _content(path)
        total += len(content)
        if number >= MOST_FILES or total > MOST_BYTES:
            most = f"{MOST_FILES} fichiers ou {MOST_BYTES // 1_000_000} Mo"
            raise BadDefinition(path.name, 1, f"l’import dépasse {most} : faites-le en plusieurs fois.")
        try:
            library.definitions.append(Definition(path.name, read_definition(content, path.name)))
        except BadDefinition as bad:
            if named:
                raise
            aside.append(str(bad))
    if not any(library.of("formdef")):
        name = paths[0].name if paths else "import"
        raise BadDefinition(name, 1, "aucun formulaire (formdef) n’a été trouvé.")
    found, report = packages(library, department=department)
    return Import(found, report, aside)


def import_publik(
    paths: Sequence[Path], out: Path, *, report: Path | None = None, department: str = ""
) -> Import:
    """Read, then write every package under ``out`` and the JSON report; nothing is left behind when it fails.

    Raises BadDefinition, FolderThere, OSError.
    """
    found = read(paths, department=department)
    if report is None:
        write(found.packages, out)
        return found
    if report.is_dir():
        raise IsADirectoryError(str(report))
    beside = report.with_name(f".{report.name}.import")
    try:
        text = json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n"
        beside.write_bytes(text.encode("utf-8", "replace"))
        write(found.packages, out)
        beside.replace(report)
    finally:
        beside.unlink(missing_ok=True)
    return found


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Every file, with whether it was named itself; links are not followed."""
    for path in paths:
        if not path.is_dir():
            yield path, True
            continue
        for folder, names, files in os.walk(path):
            names.sort()
            yield from ((Path(folder) / name, False) for name in sorted(files))


def _content(path: Path) -> bytes:
    """The bytes of a file, one more than is admitted at most. Raises BadDefinition."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        raise BadDefinition(path.name, 1, "le fichier ne s’ouvre pas, ou c’est un lien.") from None
