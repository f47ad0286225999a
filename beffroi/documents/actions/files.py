"""Keep what people send, after checking it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.documents.connectors import clamav, inspector, store
from beffroi.documents.connectors.inspector import Problem
from beffroi.documents.models import Document, File
from beffroi.documents.rules.names import as_jpeg, clean
from beffroi.lib import clock
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import Refusal

log = logging.getLogger(__name__)

_ORPHAN_AGE = timedelta(days=1)
#: The kinds of file that can be checked, with the names that people know.
_KINDS = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/tiff": "TIFF",
    "image/gif": "GIF",
    "image/heic": "HEIC",
    "text/plain": "TXT",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}

#: What telephones photograph in and many devices do not open; and the pictures that are kept without traces.
_PHOTOGRAPH = "image/heic"
_PICTURES = ("image/jpeg", "image/png", _PHOTOGRAPH)

#: All of them, for who takes what another system has taken.
ALL_KINDS = tuple(_KINDS)


class FileRefused(Refusal):
    """A file is not taken; each reason is a class of its own."""

    message = _("Ce fichier ne peut pas être accepté.")


class FileEmpty(FileRefused):
    """Nothing in it."""

    message = _("Ce fichier est vide. Choisissez le fichier une nouvelle fois, ou envoyez-en un autre.")


class FileTooLarge(FileRefused):
    """More bytes than allowed."""

    def __init__(self, max_bytes: int) -> None:
        size = f"{max_bytes / 1024 / 1024:.0f}" if max_bytes >= 1024 * 1024 else "1"
        super().__init__(
            gettext(
                "Ce fichier est trop lourd : %(size)s Mo au maximum. Réduisez-le "
                "(par exemple une photo de moindre qualité), ou envoyez-le en plusieurs parties."
            )
            % {"size": size}
        )


class FileWrongType(FileRefused):
    """Not one of the types asked for; what counts is the content, not the name."""

    def __init__(self, accept: Sequence[str]) -> None:
        kinds = ", ".join(_KINDS.get(each, each) for each in accept)
        super().__init__(
            gettext(
                "Ce type de fichier n’est pas accepté. Envoyez un fichier de l’un de ces types : %(kinds)s. "
                "Changer le nom du fichier ne suffit pas."
            )
            % {"kinds": kinds}
        )


class FileEncrypted(FileRefused):
    """Locked by a password or by rights."""

    message = _(
        "Ce fichier est protégé par un mot de passe. Enregistrez-le sans protection "
        "(ou imprimez-le vers un nouveau PDF), puis envoyez-le à nouveau."
    )


class FileDamaged(FileRefused):
    """Cannot be read to its end."""

    message = _(
        "Ce fichier est abîmé : il ne peut pas être lu en entier. Ouvrez-le, enregistrez-le à nouveau "
        "ou refaites le scan, puis renvoyez-le."
    )


class FileBomb(FileRefused):
    """Opens into far more than a person would send."""

    message = _(
        "Ce fichier devient beaucoup trop grand quand on l’ouvre (trop de pages ou d’images). "
        "Envoyez une version plus simple, par exemple un nouveau scan."
    )


class FileActive(FileRefused):
    """Holds programs: scripts, macros, forms that send."""

    message = _(
        "Ce fichier contient un programme (script, macro ou formulaire actif). "
        "Imprimez-le vers un nouveau PDF, puis envoyez ce PDF."
    )


class FileWithAttachments(FileRefused):
    """Holds other files."""

    message = _(
        "Ce PDF contient d’autres fichiers joints. Envoyez chaque fichier séparément, "
        "ou imprimez-le vers un nouveau PDF."
    )


class FileAmbiguous(FileRefused):
    """Two kinds of file at once."""

    message = _(
        "Ce fichier est construit de façon anormale. Refaites le scan ou la photo, puis envoyez-le à nouveau."
    )


class FileInfected(FileRefused):
    """The scanner found a virus."""

    message = _(
        "Un virus a été trouvé dans ce fichier : il n’a pas été gardé. Vérifiez votre appareil, "
        "puis envoyez un fichier sain."
    )


class ScanUnavailable(FileRefused):
    """The scanner does not answer; nothing is kept unchecked."""

    message = _("Le contrôle antivirus ne répond pas pour le moment. Réessayez dans quelques minutes.")


class FileTooLongToScan(FileRefused):
    """The scanner takes no file as large; nothing is kept unchecked."""

    message = _(
        "Ce fichier est trop lourd pour notre contrôle antivirus. Envoyez une version plus légère, "
        "ou envoyez-le en plusieurs parties."
    )


_REFUSALS: dict[Problem, type[FileRefused]] = {
    Problem.ENCRYPTED: FileEncrypted,
    Problem.DAMAGED: FileDamaged,
    Problem.BOMB: FileBomb,
    Problem.ACTIVE: FileActive,
    Problem.ATTACHMENTS: FileWithAttachments,
    Problem.AMBIGUOUS: FileAmbiguous,
}


def store_upload(
    *, name: str, content: BinaryIO | bytes, accept: Sequence[str], max_bytes: int, purpose: str
) -> File:
    """Check and keep a file that someone sends.

    ``accept`` lists media types; ``purpose`` says in one word what it is for (``evidence``). A picture is kept without
    what its camera wrote into it (where, when, with what), a HEIC photograph as JPEG, ``File.converted_from`` then says
    so. Raises one of the subclasses of FileRefused. The row is written last: without it the bytes are an orphan that
    the sweeper removes.
    """
    data = _read(content, max_bytes)
    content_type = check_file(data, accept=accept, max_bytes=max_bytes)
    if content_type not in _PICTURES:
        return keep(data, name=name, content_type=content_type, purpose=purpose)
    bare = inspector.bare_picture(content_type, data, max_bytes)
    if isinstance(bare, Problem):
        raise _REFUSALS[bare]()
    if content_type != _PHOTOGRAPH:
        return keep(bare, name=name, content_type=content_type, purpose=purpose)
    return keep(
        bare, name=as_jpeg(name), content_type="image/jpeg", purpose=purpose, converted_from=content_type
    )


def prepare_upload(
    *, name: str, content: BinaryIO | bytes, accept: Sequence[str], max_bytes: int, purpose: str
) -> File:
    """Check and keep a file that another system has kept, as it is, but for its row.

    The caller enters the row with what holds it, in one transaction: a check takes long, and nothing slow happens
    inside a transaction. Raises one of the subclasses of FileRefused.
    """
    data = _read(content, max_bytes)
    content_type = check_file(data, accept=accept, max_bytes=max_bytes)
    return keep(data, name=name, content_type=content_type, purpose=purpose, save=False)


def _read(content: BinaryIO | bytes, max_bytes: int) -> bytes:
    """The bytes, one more than allowed at most."""
    return content if isinstance(content, bytes) else content.read(max_bytes + 1)


def enter_files(*, files: Sequence[File]) -> None:
    """Write the rows of prepared files."""
    for file in files:
        file.save(force_insert=True)


def check_file(data: bytes, *, accept: Sequence[str], max_bytes: int) -> str:
    """The media type of bytes that may be kept. Raises one of the subclasses of FileRefused."""
    _refuse_size(data, max_bytes)
    finding = inspector.inspect_file(data)
    if finding.problem is Problem.UNKNOWN or (finding.content_type and finding.content_type not in accept):
        raise FileWrongType(accept)
    if finding.problem is not None:
        raise _REFUSALS[finding.problem]()
    _scan(data)
    return finding.content_type


def keep(
    data: bytes, *, name: str, content_type: str, purpose: str, converted_from: str = "", save: bool = True
) -> File:
    """Write checked or own bytes to the disk, then their row (``save=False``: the caller writes it in its own)."""
    uuid = uuid4()
    stored = store.put(uuid, data)
    file = File(
        pk=uuid,
        path=stored.path,
        key_id=stored.key_id,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        content_type=content_type,
        converted_from=converted_from,
        name=clean(name, fallback=gettext("fichier")),
        purpose=purpose,
        created_at=clock.now(),
    )
    if save:
        file.save(force_insert=True)
    return file


def forget_file(*, file_id: UUID) -> None:
    """Forget a file that nothing holds any more: its row now, its bytes when the sweeper passes.

    Raises ProtectedError when a document holds it.
    """
    File.objects.filter(pk=file_id).delete()


def forget_documents(*, about: ObjectRef) -> int:
    """Forget the documents of an object that is erased, with their codes and files; returns how many.

    Whoever verifies one afterwards is told that nothing is known of it. Raises ProtectedError when something holds one.
    """
    found = Document.objects.filter(about_kind=about.kind, about_uuid=about.uuid)
    files = list(found.values_list("file", flat=True))
    found.delete()
    File.objects.filter(pk__in=files).delete()
    return len(files)


def sweep_files() -> int:
    """Remove from the disk what is older than a day and has no row; return how many."""
    return store.remove_orphans(_with_row, before=clock.now() - _ORPHAN_AGE)


def _with_row(paths: Collection[str]) -> Collection[str]:
    return set(File.objects.filter(path__in=paths).values_list("path", flat=True))


def _refuse_size(data: bytes, max_bytes: int) -> None:
    if not data:
        raise FileEmpty
    if len(data) > max_bytes:
        raise FileTooLarge(max_bytes)


def _scan(data: bytes) -> None:
    if settings.CLAMAV_SOCKET is None:
        return
    try:
        virus = clamav.virus_in(data, Path(settings.CLAMAV_SOCKET))
    except clamav.StreamTooLong:
        log.error("documents.scanner_takes_less", extra={"size": len(data)})
        raise FileTooLongToScan from None
    except clamav.ScannerUnreachable as unreachable:
        log.error("documents.scanner_unreachable", extra={"reason": str(unreachable)})
        raise ScanUnavailable from None
    if virus:
        raise FileInfected
