"""The till: what is due, and marking what has come in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beffroi.lib import clock
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.payments import actions, queries
from beffroi.ui.access import agent
from beffroi.ui.requests import Request


class DayUnreadable(Refusal):
    """What came is no day."""

    message = gettext_lazy("Indiquez la date ainsi : 2026-11-24.")


@agent("till")
@require_GET
@never_cache
def till(request: Request) -> HttpResponse:
    """What the commune waits for, the oldest first, or the one of a structured communication."""
    return _show(request)


def _show(request: Request, refusal: Refusal | None = None) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:40]
    if typed:
        found = queries.request_by_reference(typed)
        due = [found] if found else []
    else:
        due = queries.due_requests(100)
    rows = [(asked, queries.displayed_reference(asked)) for asked in due]
    context = {
        "rows": rows,
        "q": typed,
        "today": clock.today(),
        "refusal": refusal,
        "has_errors": bool(refusal),
    }
    return render(request, "desk/payments/till.html", context, status=422 if refusal else 200)


def _day(text: str) -> date:
    """The day that was typed, today when none was. Raises DayUnreadable."""
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError as error:
        raise DayUnreadable from error


@agent("till")
@require_POST
def received(request: Request, request_id: UUID) -> HttpResponse:
    """Mark a payment as received, at the counter or by transfer."""
    method = "transfer" if request.POST.get("method") == "transfer" else "counter"
    try:
        day = _day(request.POST.get("received_on", ""))
        actions.mark_received(actor=request.actor, request_id=request_id, method=method, received_on=day)
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        return _show(request, refusal)
    messages.success(request, _("Le paiement est noté. Le dossier continue."))
    return redirect("desk:till")
