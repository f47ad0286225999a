"""The file that is imported: one JSON document, or a zip of them with the pieces beside; all within bounds."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Final

from beffroi.lib import zips

from .items import BadExport, items
from .reading import ExportedCase, Find, read_case

#: A JSON document holds its pieces as text: a hundred cases with a scan each.
MAX_DOCUMENT: Final = 64 * 1024**2
MAX_DOCUMENTS_TOTAL: Final = 256 * 1024**2
MAX_PIECE: Final = 32 * 1024**2
MAX_ARCHIVE: Final = 2 * 1024**3
MAX_FILES: Final = 50_000
MAX_CASES: Final = 20_000


@dataclass(frozen=True)
class Export:
    """The cases of an export. Their pieces are read from it one by one, while it is open."""

    name: str
    cases: list[ExportedCase]


@contextmanager
def open_export(path: Path, *, now: datetime) -> Iterator[Export]:
    """Read a file whole or refuse it; ``now`` in Brussels. Raises BadExport with file, line and reason."""
    with ExitStack() as stack:
        file = stack.enter_context(_opened(path))
        if file.read(4) == b"PK\x03\x04":
            try:
                archive = stack.enter_context(zips.open_zip(file, most_files=MAX_FILES))
                cases = _zipped(archive, path.name, now)
            except zips.ZipRefused as refused:
                raise BadExport(refused.name or path.name, 1, f"{refused.reason} {refused.hint}") from None
        else:
            file.seek(0)
            content = file.read(MAX_DOCUMENT + 1)
            if len(content) > MAX_DOCUMENT:
                raise BadExport(path.name, 1, _too_large(MAX_DOCUMENT))
            cases = _cases(content, path.name, lambda reference, name: None, now)
        yield Export(path.name, _distinct(cases, path.name))


def _opened(path: Path) -> IO[bytes]:
    """An ordinary file of a bounded size; links are not followed, nobody waits for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise BadExport(path.name, 1, "le fichier ne s’ouvre pas, ou c’est un lien.") from None
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_ARCHIVE:
        os.close(handle)
        ordinary = stat.S_ISREG(found.st_mode)
        raise BadExport(path.name, 1, _too_large(MAX_ARCHIVE) if ordinary else "ce n’est pas un fichier.")
    return os.fdopen(handle, "rb")


def _zipped(archive: zipfile.ZipFile, name: str, now: datetime) -> list[ExportedCase]:
    entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
    documents = sorted(entry for entry in entries if entry.lower().endswith(".json"))
    if not documents:
        raise BadExport(name, 1, "l’archive ne contient aucun fichier .json.")
    found: list[ExportedCase] = []
    total = 0
    for document in documents:
        content = zips.read_within(archive, entries[document], MAX_DOCUMENT)
        total += len(content)
        if total > MAX_DOCUMENTS_TOTAL:
            raise BadExport(document, 1, _too_large(MAX_DOCUMENTS_TOTAL))
        folder = document.rpartition("/")[0]
        found += _cases(content, document, partial(_beside, archive, entries, folder), now)
    return found


def _beside(
    archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], folder: str, reference: str, name: str
) -> zips.Reader | None:
    """Where a zip holds the pieces of a case: in a folder of its reference, beside the document."""
    entry = entries.get("/".join(filter(None, (folder, reference, name))))
    return partial(zips.read_within, archive, entry, MAX_PIECE) if entry else None


def _cases(content: bytes, name: str, find: Find, now: datetime) -> list[ExportedCase]:
    found: list[ExportedCase] = []
    for line, item in items(content, name):
        if len(found) >= MAX_CASES:
            raise BadExport(name, line, f"plus de {MAX_CASES} dossiers : faites l’import en plusieurs fois.")
        found.append(read_case(item, name, line, find=find, now=now))
    return found


def _distinct(cases: list[ExportedCase], name: str) -> list[ExportedCase]:
    """The cases in the order of their references, each once."""
    if not cases:
        raise BadExport(name, 1, "aucun dossier n’a été trouvé.")
    met: dict[tuple[str, str], ExportedCase] = {}
    for case in cases:
        before = met.setdefault((case.system, case.reference), case)
        if before is not case:
            where = f"{before.file}, ligne {before.line}"
            raise BadExport(case.file, case.line, f"le dossier {case.reference} est déjà dans {where}.")
    return [met[key] for key in sorted(met)]


def _too_large(most: int) -> str:
    return f"le fichier dépasse {most // 1024**2} Mo : faites l’import en plusieurs fois."
