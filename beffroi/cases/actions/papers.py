"""Verbs on the documents of a case: attach what was made or fetched, upload a sealed one, hand over."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID, uuid5

from django.db import transaction

from beffroi.cases import policies
from beffroi.cases.events import DocumentDelivered
from beffroi.cases.models import Case, CaseDocument
from beffroi.documents import actions as documents
from beffroi.documents import queries as document_queries
from beffroi.documents.models import Document
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Forbidden, NotFound
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .advance import hear_fact, locked
from .facts import about_case, process_of
from .refusals import MotiveMissing, NothingToDeliver
from .work import handled


@transaction.atomic
def attach_document(*, case_id: UUID, document_id: UUID) -> None:
    """Put a sealed document on its case and let the workflow know. Harmless twice."""
    case = locked(case_id)
    _, fresh = CaseDocument.objects.get_or_create(document_id=document_id, defaults={"case": case})
    if fresh:
        hear_fact(case_id=case_id, fact="document_ready")


def upload_sealed_document(
    *, actor: Actor, case_id: UUID, content: bytes, origin: str, revision: int | None = None
) -> Document:
    """Take in a PDF that the bank of acts or the national register has sealed, byte for byte.

    Raises NotFound, Forbidden, CaseMoved, TaskNotHeld and the refusals of ``documents.store_foreign``.
    """
    with transaction.atomic():
        case = handled(actor, case_id, revision)
    return documents.store_foreign(
        actor=actor,
        content=content,
        origin=origin,
        kind=case.procedure,
        title=str(procedures.definition(case.version_id).title),
        about=ref(case),
        process=process_of(case),
        document_id=uuid5(case.pk, sha256(content).hexdigest()),  # the same file twice is one document
    )


def deliver(*, case: Case, actor: Acting) -> None:
    """Make the documents of a case available to the applicant, by the mode they chose.

    Called by the ``cases.deliver`` block inside the transaction that holds the case. Raises NothingToDeliver.
    """
    papers = list(case.documents.order_by("pk"))
    if not papers:
        raise NothingToDeliver
    for paper in papers:
        if paper.delivered_at is not None:
            continue
        paper.delivered_at = clock.now()
        paper.save(update_fields=["delivered_at"])
        fact = DocumentDelivered(delivery=case.delivery)
        about = [*about_case(case), document_queries.document_ref(paper.document_id)]
        journal.record(fact, actor=actor, about=about, process=process_of(case))


def open_case_document(
    *, actor: Actor, case_id: UUID, paper_id: UUID, required_level: int
) -> tuple[Document, bytes]:
    """The bytes of a document of a case, for who may have them; an agent's look is recorded as a consultation.

    Raises NotFound, or Forbidden when the identity level is too low.
    """
    paper = (
        CaseDocument.objects.select_related("case", "document__file")
        .filter(pk=paper_id, case_id=case_id)
        .first()
    )
    if paper is None or not policies.may_see_case(actor, paper.case):
        raise NotFound
    if not actor.is_agent and paper.delivered_at is None:
        raise NotFound
    if not policies.may_download(actor, paper.case, about_a_person=True, required_level=required_level):
        raise Forbidden
    if actor.is_agent:
        reason = f"dossier {paper.case.number}"
        journal.consult(actor=actor, reason=reason, screen="document", subjects=about_case(paper.case))
    return paper.document, document_queries.open_file(paper.document.file_id)


def open_evidence(*, actor: Actor, case_id: UUID, evidence_id: UUID) -> tuple[str, str, bytes]:
    """Name, type and bytes of a piece of evidence, for its applicant or an agent of the department. Raises NotFound."""
    case = Case.objects.filter(pk=case_id).first()
    piece = case.evidence.select_related("file").filter(pk=evidence_id).first() if case else None
    if case is None or piece is None or not policies.may_see_case(actor, case):
        raise NotFound
    if actor.is_agent:
        reason = f"dossier {case.number}"
        journal.consult(actor=actor, reason=reason, screen="evidence", subjects=about_case(case))
    return piece.name, piece.file.content_type, document_queries.open_file(piece.file_id)


def open_imported_piece(*, actor: Actor, case_id: UUID, piece_id: UUID) -> tuple[str, str, bytes]:
    """Name, type and bytes of a piece of the archive, for an agent of the department. Raises NotFound."""
    case = policies.department_archive(actor).filter(pk=case_id).first()
    piece = case.pieces.select_related("file").filter(pk=piece_id).first() if case else None
    if case is None or piece is None or piece.file is None:
        raise NotFound
    reason = f"dossier {case.reference}"
    journal.consult(actor=actor, reason=reason, screen="imported_piece", subjects=[ref(case)])
    return piece.name, piece.file.content_type, document_queries.open_file(piece.file.pk)


def revoke_document(*, actor: Actor, case_id: UUID, paper_id: UUID, reason: str) -> Document:
    """Revoke a document of a case of my departments: verification says so from now on.

    Raises NotFound, MotiveMissing, and Forbidden without the right to revoke.
    """
    papers = CaseDocument.objects.select_related("case")
    paper = papers.filter(pk=paper_id, case_id=case_id).first()
    if paper is None or not policies.may_see_case(actor, paper.case):
        raise NotFound
    if not reason.strip():
        raise MotiveMissing
    return documents.revoke_document(
        actor=actor, document_id=paper.document_id, reason=reason.strip(), process=process_of(paper.case)
    )
