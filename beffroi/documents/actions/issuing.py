"""Make a document, seal it, give it; and say later that it no longer counts."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.documents import policies
from beffroi.documents.connectors import conformance, seal
from beffroi.documents.events import DocumentRevoked, DocumentSealed
from beffroi.documents.models import Document
from beffroi.documents.queries.verification import PURPOSE
from beffroi.documents.rules.acts import is_act
from beffroi.journal.actions import record
from beffroi.journal.events import Process
from beffroi.lib import clock, codes
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ObjectRef, ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people import queries as people

from .authorities import commune_seal
from .files import keep
from .rendering import render_document

log = logging.getLogger(__name__)


class ActNeverRendered(Refusal):
    """A civil-status act is the file of the national bank, never ours."""

    message = _(
        "Un acte d’état civil vient de la banque nationale des actes : la commune ne le rédige pas elle-même."
    )


class AlreadyRevoked(Refusal):
    """It was revoked before."""

    message = _("Ce document est déjà révoqué.")


class NotOurs(Refusal):
    """Another authority sealed it."""

    message = _("Ce document a été cacheté par une autre autorité : elle seule peut le révoquer.")


def issue_document(
    *,
    actor: Acting,
    kind: str,
    title: str,
    layout: str,
    data: dict[str, Any],
    language: str,
    about: ObjectRef,
    subject: ObjectRef | None = None,
    process: Process | None = None,
    document_id: UUID | None = None,
) -> Document:
    """Render, seal and store a document of the commune, then announce it.

    Called from a job, outside any transaction (RuntimeError inside one): a tenth of a second goes before the last,
    short transaction writes file, document and fact. A caller that may repeat itself gives a ``document_id``: the
    second call returns the first one's document. ``subject`` is the person's pseudonym. Raises Forbidden,
    ActNeverRendered, SealUnavailable; LayoutDataInvalid and RenderFailed are surprises.
    """
    require(policies.may_issue_document, actor)
    if is_act(kind):
        raise ActNeverRendered
    uuid = document_id or uuid4()
    if done := Document.objects.filter(pk=uuid).first():
        return done
    code = codes.new_code()
    pdf = render_document(
        kind=kind,
        title=title,
        layout=layout,
        data=data,
        language=language,
        about=about,
        document_id=uuid,
        code=code,
    )
    sealed, report = _sealed(pdf, language)
    return _announced(
        Document(
            pk=uuid,
            kind=kind,
            title=title,
            language=language,
            about_kind=about.kind,
            about_uuid=about.uuid,
            subject_kind=subject.kind if subject else "",
            subject_uuid=subject.uuid if subject else None,
            issuer=people.organisation().name,
            code_hash=codes.hashed(code, PURPOSE),
            sealed_at=clock.now(),
            seal_report=report,
        ),
        sealed,
        actor,
        process,
    )


def _sealed(pdf: bytes, language: str) -> tuple[bytes, dict[str, Any]]:
    identity = commune_seal()
    organisation = people.organisation()
    with translation.override(language):
        words = {"commune": organisation.name}
        spoken = gettext("Cachet électronique de %(commune)s") % words
        reason = gettext("Document délivré par %(commune)s") % words
    prepared = seal.with_seal_field(pdf, spoken=spoken)
    place = organisation.short_name or organisation.name
    sealed = seal.seal(prepared, identity, at=clock.now(), reason=reason, location=place)
    failures = conformance.failures(sealed)
    if any(failures.values()):
        log.error("documents.not_conforming", extra={"failures": failures})
    return sealed, {
        "fingerprint": seal.fingerprint(identity.certificate),
        "level": "PAdES-B-T" if identity.timestamp_url else "PAdES-B-B",
        "validator": conformance.VALIDATOR,
        "failures": failures,
    }


def _announced(document: Document, sealed: bytes, actor: Acting, process: Process | None) -> Document:
    file = keep(
        sealed, name=f"{document.title}.pdf", content_type="application/pdf", purpose="document", save=False
    )
    with transaction.atomic(durable=True):
        if done := Document.objects.filter(pk=document.pk).first():
            return done
        file.save(force_insert=True)
        document.file = file
        document.save(force_insert=True)
        fact = DocumentSealed(
            document_kind=document.kind,
            language=document.language,
            conforms=not any(document.seal_report["failures"].values()),
        )
        record(fact, actor=actor, about=objects_of(document), process=process)
    return document


def objects_of(document: Document) -> list[ObjectRef]:
    """What a fact about a document points at."""
    subject = [document.subject.as_role("subject")] if document.subject else []
    return [ref(document, "product"), document.about, *subject]


@transaction.atomic
def revoke_document(
    *, actor: Acting, document_id: UUID, reason: str, process: Process | None = None
) -> Document:
    """Say that a document no longer counts; whoever verifies it from now on is told. ``reason`` stays inside.

    Raises Forbidden, NotFound, NotOurs and AlreadyRevoked.
    """
    document = Document.objects.select_for_update().filter(pk=document_id).first()
    if document is None:
        raise NotFound
    require(policies.may_revoke_document, actor)
    if not document.is_own:
        raise NotOurs
    if document.status == Document.Status.REVOKED:
        raise AlreadyRevoked
    document.status = Document.Status.REVOKED
    document.revoked_at = clock.now()
    document.revoke_reason = reason[:500]
    document.save(update_fields=["status", "revoked_at", "revoke_reason"])
    fact = DocumentRevoked(document_kind=document.kind)
    record(fact, actor=actor, about=objects_of(document), process=process)
    return document
