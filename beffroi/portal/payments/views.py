"""What helps to pay."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beffroi.cases import queries as cases
from beffroi.payments import queries
from beffroi.ui.access import signed_in
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request


@signed_in()
@require_GET
@never_cache
def qr(request: Request, case_id: UUID, request_id: UUID) -> HttpResponse:
    """The QR code that a banking application reads (EPC069-12), for a payment of one of my requests."""
    with or_404():
        view = cases.case_for(request.actor, case_id)
    asked = next((p for p in view.payments if p.pk == request_id and p.status == "due"), None)
    if asked is None:
        raise Http404
    return HttpResponse(queries.epc_qr_svg(asked), content_type="image/svg+xml")
