"""Packages as zip files. A hostile one can do no harm: all is read in memory within bounds, nothing is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

from beffroi.lib import zips

from .findings import Finding, PackageProblem
from .reading import MAX_FILES, MAX_TOTAL, is_known
from .yamlsource import MAX_BYTES

#: The largest archive looked at, in bytes: a package of a megabyte is never larger than this.
MAX_ARCHIVE: Final = 2 * 1024 * 1024
_SLUG: Final = re.compile(r"[a-z](?:-?[a-z0-9])*")
_DATE: Final = (1980, 1, 1, 0, 0, 0)


def is_slug(name: str) -> bool:
    """Whether a package may have this name."""
    return len(name) <= 60 and _SLUG.fullmatch(name) is not None


def zipped(slug: str, files: Mapping[str, bytes]) -> bytes:
    """The files of a package in one folder of its name; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"{slug}/{name}", _DATE), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(content: bytes) -> tuple[str, dict[str, bytes]]:
    """The name of the package and its files. Raises PackageProblem, naming the file that is refused and why."""
    if len(content) > MAX_ARCHIVE:
        raise _problem("", "l’archive est trop grande.", "Un paquet tient en 2 Mo.")
    try:
        with zips.open_zip(io.BytesIO(content), most_files=MAX_FILES) as archive:
            return _read(archive)
    except zips.ZipRefused as refused:
        raise _problem(refused.name, refused.reason, refused.hint) from None


def _read(archive: zipfile.ZipFile) -> tuple[str, dict[str, bytes]]:
    wanted = [entry for entry in archive.infolist() if not entry.is_dir()]
    slug = _folder(wanted)
    files: dict[str, bytes] = {}
    for entry in wanted:
        name = entry.filename.removeprefix(f"{slug}/")
        if not is_known(name):
            raise _problem(entry.filename, "un paquet n’a pas de fichier de ce nom.", "Retirez-le.")
        if name in files:
            raise _problem(entry.filename, "ce fichier est deux fois dans l’archive.", "Gardez-en un.")
        files[name] = zips.read_within(archive, entry, MAX_BYTES)
        if sum(map(len, files.values())) > MAX_TOTAL:
            raise _problem("", "le paquet est trop grand.", "Restez sous 1 Mo.")
    return slug, files


def _folder(wanted: list[zipfile.ZipInfo]) -> str:
    """The one folder in which everything lies."""
    tops = {entry.filename.partition("/")[0] for entry in wanted if "/" in entry.filename}
    loose = next((entry for entry in wanted if "/" not in entry.filename), None)
    if loose is not None or len(tops) != 1:
        name = loose.filename if loose else ""
        raise _problem(
            name, "l’archive doit contenir un seul dossier, celui du paquet.", "Mettez-y tous les fichiers."
        )
    (slug,) = tops
    if not is_slug(slug):
        raise _problem(
            slug, "ce nom de dossier n’est pas admis.", "Écrivez-le en minuscules, chiffres et tirets."
        )
    return slug


def _problem(file: str, message: str, hint: str) -> PackageProblem:
    shown = "".join(c if c.isprintable() else "?" for c in file[:80])
    return PackageProblem([Finding(shown or "archive", 0, message, hint)])
