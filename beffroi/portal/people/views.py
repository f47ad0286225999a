"""The screens on which people prove who they are and look after their data."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beffroi.lib.refusals import Refusal
from beffroi.people import actions
from beffroi.people.policies import Level
from beffroi.ui.access import public, signed_in

from . import sessions
from .forms import LanguageForm
from .own_data import own_data
from .ways_in import WAYS

log = structlog.get_logger(__name__)

#: What a person reads after coming back from the federal service, when something changed that they may not expect.
_OUTCOMES = {
    "created": _("Bienvenue. Votre espace privé est ouvert : il est lié à votre identité."),
    "linked": _("Votre identité est maintenant liée à votre compte."),
    "switched": _(
        "Vous avez déjà un espace privé lié à votre identité : c’est celui qui est ouvert maintenant. "
        "Ce que vous aviez commencé vous a suivi."
    ),
}


#: Levels that an address may ask for; any proved identity will do when it asks for none.
_ASKED = {str(int(level)): level for level in (Level.EMAIL, Level.ITSME, Level.EID)}


def _needed(request: HttpRequest) -> Level:
    return _ASKED.get(request.GET.get("level", ""), Level.CHECKED)


@public()
@require_GET
@never_cache
def step_up(request: HttpRequest) -> HttpResponse:
    """Why this needs a stronger identification, and the ways to get one."""
    level, onward = _needed(request), sessions.safe_next(request, request.GET.get("next"))
    if sessions.actor_of(request).level >= level:
        return redirect(onward)
    if level == Level.EMAIL:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': onward})}")
    back = sessions.safe_next(request, request.headers.get("Referer"), "/")
    context = {"level": int(level), "eid_only": level == Level.EID, "next": onward, "back": back, **WAYS}
    return render(request, "portal/people/step_up.html", context)


@public()
@require_GET
@never_cache
def identify(request: HttpRequest) -> HttpResponse:
    """Leave for the federal service. A link, not a form: browsers hold a form's redirects to our own origin."""
    onward = sessions.safe_next(request, request.GET.get("next"))
    try:
        departure = actions.begin_identification(
            minimum=max(_needed(request), Level.ITSME),
            redirect_uri=sessions.return_address(),
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except Refusal as refusal:
        return _not_identified(request, refusal, onward)
    sessions.send_away(request, departure.pending, onward)
    return redirect(departure.url)


@public(writes_on_get="the federal service sends people back by a GET: it opens and links their account")
@require_GET
@never_cache
def identified(request: HttpRequest) -> HttpResponse:
    """Back from the federal service: check, link, sign in, and go on to where the person was."""
    back = sessions.come_back(request)
    if back is None:
        return _not_identified(request, actions.IdentificationLapsed(), settings.LOGIN_REDIRECT_URL)
    pending, onward = back
    try:
        identity = actions.finish_identification(
            pending=pending, answer=request.GET.dict(), redirect_uri=sessions.return_address()
        )
        entrance = actions.enter_with_identity(identity=identity, account=sessions.account_of(request))
    except Refusal as refusal:
        return _not_identified(request, refusal, onward)
    sessions.sign_in(request, entrance.account, level=identity.level, method=identity.means.value)
    if entrance.outcome in _OUTCOMES:
        messages.success(request, _OUTCOMES[entrance.outcome])
    return redirect(sessions.safe_next(request, onward))


def _not_identified(request: HttpRequest, refusal: Refusal, onward: str) -> HttpResponse:
    """What happened, that nothing is lost, and the ways on."""
    if isinstance(refusal, actions.IdentificationFailed):
        log.warning("identification_refused", reason=refusal.reason)
    declined = isinstance(refusal, actions.IdentificationDeclined)
    context = {"refusal": refusal, "next": onward, "declined": declined, **WAYS}
    status = 503 if isinstance(refusal, actions.IdentityServiceUnreachable) else 200 if declined else 403
    return render(request, "portal/people/not_identified.html", context, status=status)


@signed_in()
@require_GET
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """What the commune knows of this person, where it comes from, and how they came in."""
    account = sessions.account_of(request)
    return _my_data(request, LanguageForm(initial={"language": account.language if account else ""}))


@signed_in()
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language in which the commune writes to this person."""
    form, account_id = LanguageForm(request.POST), sessions.actor_of(request).account_id
    if account_id is None or not form.is_valid():
        return _my_data(request, form, status=422)
    actions.choose_language(account_id=account_id, language=form.cleaned_data["language"])
    messages.success(request, _("C’est noté : nous vous écrivons dans cette langue."))
    return redirect("portal:my_data")


def _my_data(request: HttpRequest, form: LanguageForm, status: int = 200) -> HttpResponse:
    data = own_data(sessions.actor_of(request), request.session.get(sessions.IDENTITY, {}))
    context = {"data": data, "form": form, "account": sessions.account_of(request), **WAYS}
    return render(request, "portal/people/my_data.html", context, status=status)
