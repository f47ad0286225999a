"""Zip files that somebody sends: read within bounds; nothing is unpacked, followed or believed."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Final

#: Gives a content when it is wanted, not before.
Reader = Callable[[], bytes]

#: The others (bzip2, LZMA) are read whole before the first byte can be counted: a bomb.
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


class ZipRefused(Exception):
    """An archive, or a file in it (``name``), is refused: ``reason`` and ``hint`` are French sentences."""

    def __init__(self, name: str, reason: str, hint: str) -> None:
        self.name = "".join(c if c.isprintable() else "?" for c in name[:80])
        self.reason, self.hint = reason, hint
        super().__init__(f"{self.name or 'archive'} : {reason} {hint}")


def open_zip(content: IO[bytes], *, most_files: int) -> zipfile.ZipFile:
    """The archive, once none of its names can do harm. Raises ZipRefused."""
    try:
        archive = zipfile.ZipFile(content)
    except _BROKEN:
        raise _unreadable("") from None
    entries = archive.infolist()
    if len(entries) > most_files:
        raise ZipRefused("", f"plus de {most_files} fichiers.", "Retirez les superflus.")
    for entry in entries:
        _harmless(entry)
    return archive


def read_within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """The content of a file, never more than so many bytes, whatever the archive says. Raises ZipRefused."""
    try:
        with archive.open(entry) as file:
            content = file.read(most_bytes + 1)
    except _BROKEN:
        raise _unreadable(entry.filename) from None
    if len(content) > most_bytes:
        raise ZipRefused(entry.filename, "le fichier est trop grand.", f"Restez sous {_size(most_bytes)}.")
    return content


def _harmless(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/"):
        raise ZipRefused(name, "ce nom sort de l’archive.", "Refaites l’archive depuis le dossier.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind and kind not in (stat.S_IFREG, stat.S_IFDIR):
        raise ZipRefused(name, "les liens et les fichiers spéciaux ne sont pas admis.", "Copiez le fichier.")
    if entry.compress_type not in _METHODS:
        raise ZipRefused(
            name, "ce fichier est comprimé d’une autre façon.", "Refaites l’archive en .zip ordinaire."
        )
    if entry.flag_bits & 0x1:
        raise ZipRefused(name, "ce fichier est chiffré.", "Refaites l’archive sans mot de passe.")


def _unreadable(name: str) -> ZipRefused:
    return ZipRefused(
        name, "l’archive ne s’ouvre pas.", "Envoyez un fichier .zip qui n’est ni abîmé ni chiffré."
    )


def _size(count: int) -> str:
    return f"{count // 1024**2} Mo" if count >= 1024**2 else f"{count // 1024} ko"
