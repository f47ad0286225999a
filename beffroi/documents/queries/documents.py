"""Find documents."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from beffroi.documents.models import Document, File
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import NotFound


def document(document_id: UUID) -> Document:
    """One document with its file. Raises NotFound."""
    found = Document.objects.select_related("file").filter(pk=document_id).first()
    if found is None:
        raise NotFound
    return found


def document_ref(document_id: UUID) -> ObjectRef:
    """How a fact of a higher room points at a document."""
    return ObjectRef("document", document_id, "product")


def documents_about(about: ObjectRef) -> QuerySet[Document]:
    """The documents of an object (a case), the latest first, with their files."""
    return (
        Document.objects.filter(about_kind=about.kind, about_uuid=about.uuid)
        .select_related("file")
        .order_by("-sealed_at", "pk")
    )


def file_of(file_id: UUID) -> File:
    """What is known of a stored file. Raises NotFound."""
    found = File.objects.filter(pk=file_id).first()
    if found is None:
        raise NotFound
    return found
