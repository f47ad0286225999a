"""Two codes that people type: one takes a draft up again, the other says where a request stands."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beffroi.cases import actions, queries
from beffroi.lib.refusals import NotFound, Throttled
from beffroi.portal.visitors import address_of, remember_draft
from beffroi.ui.access import public
from beffroi.ui.requests import Request

from .words import phase_steps, turn_sentence, turn_state


@public()
@require_http_methods(["GET", "POST"])
@never_cache
def resume(request: Request) -> HttpResponse:
    """Take a draft up again with its code."""
    error = ""
    if request.method == "POST":
        try:
            draft = actions.resume_by_code(code=request.POST.get("code", ""), who=address_of(request))
        except actions.DraftExpired:
            error = _(
                "Nous ne trouvons pas de demande commencée avec ce code. Vérifiez-le, lettre par lettre."
            )
        except Throttled as refusal:
            error = str(refusal)
        else:
            if draft.account_id is not None and draft.account_id != request.actor.account_id:
                onward = urlencode({"next": reverse("portal:draft", args=[draft.pk])})
                return redirect(f"{reverse('account_login')}?{onward}")
            remember_draft(request, draft)
            return redirect("portal:draft", draft_id=draft.pk)
    lost = _draft_id(request.GET.get("demande", ""))
    onward = reverse("portal:draft", args=[lost]) if lost else reverse("portal:space")
    context = {"error": error, "code": request.POST.get("code", ""), "lost": lost, "onward": onward}
    return render(request, "portal/cases/resume.html", context, status=422 if error else 200)


def _draft_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@public()
@require_http_methods(["GET", "POST"])
@never_cache
def track(request: Request) -> HttpResponse:
    """Where the request of a tracking code stands: phase and dates, never answers or files."""
    error, found = "", None
    if request.method == "POST":
        try:
            found = queries.track(code=request.POST.get("code", ""), who=address_of(request))
        except NotFound:
            error = _(
                "Nous ne trouvons pas de demande avec ce code. Vérifiez-le : il est sur l’accusé de réception."
            )
        except Throttled as refusal:
            error = str(refusal)
    context = {
        "error": error,
        "code": request.POST.get("code", ""),
        "found": found,
        "steps": phase_steps(found.phase, found.nature, found.submitted_at, found.closed_at) if found else [],
        "turn": turn_sentence(found.phase, found.next_turn) if found else "",
        "turn_state": turn_state(found.phase, found.next_turn) if found else "",
    }
    return render(request, "portal/cases/track.html", context, status=422 if error else 200)
