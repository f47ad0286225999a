"""Office documents, which are zip archives."""

from __future__ import annotations

import io
import zipfile
import zlib

from .kinds import ARCHIVED, OPEN_DOCUMENT
from .words import Found, Problem

_MAX_MEMBERS = 5_000
_MAX_OPENED = 200 * 1024 * 1024
_PIECE = 1 << 20
_MACROS = ("vbaproject.bin", "basic/script-lc.xml", "macrosheets/")


def check(content: bytes) -> str:
    """The office type, after unpacking every member into nothing. Raises Found."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_dangers(archive.infolist())
            _unpack(archive)
            return _type_of(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise Found(Problem.DAMAGED) from None


def _refuse_dangers(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > _MAX_OPENED:
        raise Found(Problem.BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise Found(Problem.ENCRYPTED)
    names = [member.filename.lower() for member in members]
    if any(mark in name for name in names for mark in _MACROS):
        raise Found(Problem.ACTIVE)


def _unpack(archive: zipfile.ZipFile) -> None:
    opened = 0
    for member in archive.infolist():
        with archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                opened += len(piece)
                if opened > _MAX_OPENED:  # the declared sizes lied
                    raise Found(Problem.BOMB)


def _type_of(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "mimetype" in names:
        kind = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
        if kind.startswith(OPEN_DOCUMENT):
            return kind
    for member, kind in ARCHIVED.items():
        if member in names:
            return kind
    raise Found(Problem.UNKNOWN)
