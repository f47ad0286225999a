"""Messages of the commune in the private space."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beffroi.correspondence import actions, queries
from beffroi.ui.access import signed_in
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request


@signed_in()
@require_GET
@never_cache
def notices(request: Request) -> HttpResponse:
    """All messages, the newest first."""
    found = queries.space_notices(request.actor.account_id)
    return render(request, "portal/correspondence/notices.html", {"notices": found})


@signed_in()
@require_GET
@never_cache
def notice(request: Request, delivery_id: UUID) -> HttpResponse:
    """One message. Opening it changes nothing; a button says that it was read."""
    with or_404():
        found = queries.notice(actor=request.actor, delivery_id=delivery_id)
    return render(request, "portal/correspondence/notice.html", {"notice": found})


@signed_in()
@require_POST
def read(request: Request, delivery_id: UUID) -> HttpResponse:
    """Mark a message as read and open it."""
    with or_404():
        actions.mark_read(actor=request.actor, delivery_id=delivery_id)
    return redirect("portal:notice", delivery_id=delivery_id)
