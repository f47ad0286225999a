"""Handing over the bytes of documents and evidence, to who may have them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beffroi.cases import actions, queries
from beffroi.portal.people.levels import step_up
from beffroi.ui.access import signed_in
from beffroi.ui.answers import file_response, or_404
from beffroi.ui.requests import Request


@signed_in()
@require_GET
@never_cache
def document(request: Request, case_id: UUID, paper_id: UUID) -> HttpResponse:
    """A document of my request; below the level it needs, the way to identify oneself."""
    with or_404():
        view = queries.case_for(request.actor, case_id)
    if not view.may_download:
        return step_up(request, view.required_level, reverse("portal:case", args=[case_id]))
    with or_404():
        found, content = actions.open_case_document(
            actor=request.actor, case_id=case_id, paper_id=paper_id, required_level=view.required_level
        )
    return file_response(content, f"{found.kind}.pdf", "application/pdf")


@signed_in()
@require_GET
@never_cache
def evidence(request: Request, case_id: UUID, evidence_id: UUID) -> HttpResponse:
    """A file that I gave."""
    with or_404():
        name, content_type, content = actions.open_evidence(
            actor=request.actor, case_id=case_id, evidence_id=evidence_id
        )
    return file_response(content, name, content_type)
