"""The till: what is due, and marking what has come in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beffroi.cases import actions as case_actions
from beffroi.cases import queries as cases
from beffroi.lib import clock
from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.payments import actions, queries
from beffroi.payments.models import PaymentRequest
from beffroi.ui.access import agent
from beffroi.ui.requests import Request


class DayUnreadable(Refusal):
    """What came is no day."""

    message = gettext_lazy("Indiquez une date passée, par exemple 24 11 2026.")


#: The till shows so many requests; the others are found by their communication or their case.
_MOST = 100


@agent("till")
@require_GET
@never_cache
def till(request: Request) -> HttpResponse:
    """What the commune waits for, the oldest first, or what was asked by one communication or for one case."""
    return _show(request)


def _show(request: Request, refusal: Refusal | None = None) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:40]
    found = _found(typed) if typed else queries.due_requests(_MOST)
    numbers = cases.case_numbers(asked.about_uuid for asked in found)
    day, unreadable = _chosen_day(request)
    context = {
        "rows": [(a, queries.displayed_reference(a), numbers.get(a.about_uuid, "")) for a in found],
        "q": typed,
        "day": day,
        "typed_day": "-".join(_typed_day(request)) if unreadable else day.isoformat(),
        "other_day": day != clock.today(),
        "unreadable": unreadable,
        "capped": len(found) == _MOST,
        "refusal": refusal,
        "has_errors": bool(refusal or unreadable),
    }
    return render(request, "desk/payments/till.html", context, status=422 if context["has_errors"] else 200)


def _found(typed: str) -> list[PaymentRequest]:
    """What is asked by a structured communication, or for a case."""
    if case_id := cases.case_of_number(typed):
        return queries.requests_about(ObjectRef("case", case_id))
    found = queries.request_by_reference(typed)
    return [found] if found else []


def _chosen_day(request: Request) -> tuple[date, Refusal | None]:
    """The day on which the money came in: today, unless another was chosen above the list."""
    typed = _typed_day(request)
    if not any(typed):
        return clock.today(), None
    try:
        found = _day("-".join(part.zfill(2) for part in typed))
    except DayUnreadable as refusal:
        return clock.today(), refusal
    return (found, None) if found <= clock.today() else (clock.today(), actions.ReceivedInTheFuture())


def _typed_day(request: Request) -> list[str]:
    """Year, month and day as they were typed, kept apart from what would join them."""
    return [
        request.GET.get(f"le-{part}", "").strip().replace("-", "")[:4] for part in ("year", "month", "day")
    ]


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
        asked = case_actions.receive_payment(
            actor=request.actor, request_id=request_id, method=method, received_on=day
        )
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        return _show(request, refusal)
    said = {"amount": asked.amount, "reference": queries.displayed_reference(asked)}
    messages.success(
        request, _("Le paiement est noté. Le dossier continue. %(amount)s, %(reference)s") % said
    )
    return redirect(f"{reverse('desk:till')}{_same_day(day)}")


def _same_day(day: date) -> str:
    """Whoever enters yesterday's transfers stays on yesterday."""
    return "" if day == clock.today() else f"?le-day={day.day}&le-month={day.month}&le-year={day.year}"
