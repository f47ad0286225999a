"""Packages as zip files. A hostile one can do no harm: all is read in memory within bounds, nothing is unpacked."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from .findings import Finding, PackageProblem
from .reading import MAX_FILES, MAX_TOTAL, is_known
from .yamlsource import MAX_BYTES

#: The largest archive looked at, in bytes: a package of a megabyte is never larger than this.
MAX_ARCHIVE: Final = 2 * 1024 * 1024
#: The others (bzip2, LZMA) are read whole before the first byte can be counted: a bomb.
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SLUG: Final = re.compile(r"[a-z](?:-?[a-z0-9])*")
_DATE: Final = (1980, 1, 1, 0, 0, 0)


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
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise _problem(
            "", "l’archive ne s’ouvre pas.", "Envoyez un fichier .zip qui n’est ni abîmé ni chiffré."
        ) from None


def _read(archive: zipfile.ZipFile) -> tuple[str, dict[str, bytes]]:
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise _problem("", f"plus de {MAX_FILES} fichiers.", "Retirez les superflus.")
    wanted = [entry for entry in entries if not entry.is_dir()]
    for entry in entries:
        _harmless(entry)
    slug = _folder(wanted)
    files: dict[str, bytes] = {}
    for entry in wanted:
        name = entry.filename.removeprefix(f"{slug}/")
        if not is_known(name):
            raise _problem(entry.filename, "un paquet n’a pas de fichier de ce nom.", "Retirez-le.")
        if name in files:
            raise _problem(entry.filename, "ce fichier est deux fois dans l’archive.", "Gardez-en un.")
        files[name] = _bounded(archive, entry)
        if sum(map(len, files.values())) > MAX_TOTAL:
            raise _problem("", "le paquet est trop grand.", "Restez sous 1 Mo.")
    return slug, files


def _harmless(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/"):
        raise _problem(name, "ce nom sort du dossier du paquet.", "Refaites l’archive depuis le dossier.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and kind not in (stat.S_IFREG, stat.S_IFDIR):
        raise _problem(name, "les liens et les fichiers spéciaux ne sont pas admis.", "Copiez le fichier.")
    if entry.compress_type not in _METHODS:
        raise _problem(
            name, "ce fichier est comprimé d’une autre façon.", "Refaites l’archive en .zip ordinaire."
        )
    if entry.flag_bits & 0x1:
        raise _problem(name, "ce fichier est chiffré.", "Refaites l’archive sans mot de passe.")


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
    if len(slug) > 60 or not _SLUG.fullmatch(slug):
        raise _problem(
            slug, "ce nom de dossier n’est pas admis.", "Écrivez-le en minuscules, chiffres et tirets."
        )
    return slug


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The content, never more of it than a file may hold, whatever the archive says of its size."""
    with archive.open(entry) as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _problem(entry.filename, "le fichier est trop grand.", f"Restez sous {MAX_BYTES // 1024} ko.")
    return content


def _problem(file: str, message: str, hint: str) -> PackageProblem:
    shown = "".join(c if c.isprintable() else "?" for c in file[:80])
    return PackageProblem([Finding(shown or "archive", 0, message, hint)])
