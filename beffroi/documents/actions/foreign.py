"""Receive what another authority has sealed, and never touch it."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.documents import policies
from beffroi.documents.connectors import inspector, seal
from beffroi.documents.connectors.inspector import Signature
from beffroi.documents.events import DocumentReceived
from beffroi.documents.models import Document
from beffroi.journal.actions import record
from beffroi.journal.events import Process
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import Refusal, require

from .files import check_file, keep
from .issuing import objects_of

_LARGEST = 25 * 1024 * 1024


class NotSealed(Refusal):
    """No seal in the file."""

    message = _(
        "Ce PDF ne porte pas de cachet électronique. Téléchargez-le à nouveau depuis la BAEC ou le Registre national, "
        "sans l’imprimer ni l’enregistrer sous une autre forme."
    )


class SealBroken(Refusal):
    """The file was changed after it was sealed."""

    message = _(
        "Le cachet de ce PDF est rompu : le fichier a été modifié après avoir été cacheté. "
        "Téléchargez l’original à nouveau et envoyez-le tel quel."
    )


class SealUntrusted(Refusal):
    """Sealed, but not by the authority that was named."""

    message = _(
        "Le cachet de ce PDF n’est pas celui de l’autorité indiquée. Vérifiez d’où vient le fichier "
        "et choisissez la bonne origine."
    )


def store_foreign(
    *,
    actor: Acting,
    content: bytes,
    origin: str,
    kind: str,
    title: str,
    about: ObjectRef,
    language: str = "fr",
    subject: ObjectRef | None = None,
    process: Process | None = None,
    document_id: UUID | None = None,
) -> Document:
    """Keep, byte for byte, a PDF that BAEC (``baec``) or the Registre national (``rn``) has sealed.

    Outside any transaction (RuntimeError inside one). What the check of the seal said stays on the document.
    Raises Forbidden, a FileRefused, NotSealed, SealBroken and SealUntrusted.
    """
    require(policies.may_receive_document, actor)
    digest = hashlib.sha256(content).hexdigest()
    uuid = document_id or uuid4()
    if done := Document.objects.filter(pk=uuid).first():
        return done
    check_file(content, accept=["application/pdf"], max_bytes=_LARGEST)
    last = _last_seal(content, origin)
    document = Document(
        pk=uuid,
        kind=kind,
        title=title,
        language=language,
        about_kind=about.kind,
        about_uuid=about.uuid,
        subject_kind=subject.kind if subject else "",
        subject_uuid=subject.uuid if subject else None,
        origin=Document.Origin(origin),
        issuer=str(Document.Origin(origin).label),
        sealed_at=clock.now(),
        seal_report=last.report() | {"sha256": digest},
    )
    return _announced(document, content, digest, actor, process)


def _last_seal(content: bytes, origin: str) -> Signature:
    found = inspector.read_signatures(content, seal.roots_of(origin))
    if not found:
        raise NotSealed
    if not all(each.intact for each in found) or not found[-1].whole:
        raise SealBroken
    if not found[-1].trusted:
        raise SealUntrusted
    return found[-1]


def _announced(
    document: Document, content: bytes, digest: str, actor: Acting, process: Process | None
) -> Document:
    file = keep(
        content, name=f"{document.title}.pdf", content_type="application/pdf", purpose="document", save=False
    )
    assert file.sha256 == digest, "the bytes changed between their arrival and the disk"
    with transaction.atomic(durable=True):
        if done := Document.objects.filter(pk=document.pk).first():
            return done
        file.save(force_insert=True)
        document.file = file
        document.save(force_insert=True)
        fact = DocumentReceived(document_kind=document.kind, origin=document.origin, sha256=digest)
        record(fact, actor=actor, about=objects_of(document), process=process)
    return document
