"""A page saves itself while somebody types (``keeping.js``); what is said comes back in words, in their language."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beffroi.cases import actions, queries
from beffroi.cases.models import Draft
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.portal.visitors import session_drafts
from beffroi.ui import spoken
from beffroi.ui.access import public
from beffroi.ui.requests import Request, asked_in, typed_in


@public()
@require_http_methods(["GET", "POST"])
@never_cache
def keep(request: Request, draft_id: UUID, page: str) -> HttpResponse:
    """Keep a page as it stands. GET gives a new token to a page that signing in again, elsewhere, has outdated.

    401 when the session has lapsed, 409 when the page changed elsewhere, 410 when the draft is gone or was sent.
    """
    try:
        draft = queries.draft_for(request.actor, draft_id, session_drafts(request))
    except NotFound:
        return lapsed(draft_id)
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    return _keep(request, draft, page)


def lapsed(draft_id: UUID) -> JsonResponse:
    """Nobody here may open this draft."""
    return signed_out(f"{reverse('portal:resume')}?{urlencode({'demande': str(draft_id)})}")


def signed_out(address: str) -> JsonResponse:
    """The session is over: how to come back, at ``address``, without leaving what is typed."""
    said = _("Pas enregistré : votre session est terminée. Gardez cette page ouverte et reconnectez-vous.")
    link = {"url": address, "text": _("Me reconnecter dans une nouvelle fenêtre")}
    return JsonResponse({"said": said, "link": link}, status=401)


def _keep(request: Request, draft: Draft, page: str) -> JsonResponse:
    if draft.case_id is not None:
        return JsonResponse({"said": _("Cette demande est déjà envoyée.")}, status=410)
    try:
        saved = actions.save_page(
            actor=request.actor,
            draft=draft,
            session_drafts=session_drafts(request),
            page=page,
            raw=typed_in(request, "seen", "asked"),
            files={},
            seen=request.POST.get("seen"),
            asked=asked_in(request),
            finished=False,
        )
    except actions.PageChanged as refusal:
        more = _("Ce que vous tapez ici n’est pas encore enregistré : continuez, puis comparez.")
        return JsonResponse({"said": f"{refusal} {more}"}, status=409)
    except (Refusal, NotFound) as refusal:
        return JsonResponse({"said": str(refusal)}, status=410)
    request.session.modified = True  # who types is there: the session goes on
    said = _("Enregistré à %(at)s") % {"at": spoken.hour(draft.updated_at)}
    asked = queries.Filling(request.actor, saved.draft, saved.context).asked(page)
    return JsonResponse({"said": said, "seen": queries.seen_of(draft, page), "asked": asked})
