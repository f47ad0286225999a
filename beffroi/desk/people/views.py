"""The desk's entrance: its own screen, its own session, for accounts with a post in force."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.lib.refusals import Refusal
from beffroi.people import actions, queries
from beffroi.people.models import Account
from beffroi.ui.access import public

from .forms import SignInForm


@public()
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password, then on to the screen that was asked for."""
    onward = _safe_next(request)
    if request.actor.is_agent:  # type: ignore[attr-defined]
        return redirect(onward)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid() and _enter(request, form):
        return redirect(_first_screen(form.account, onward))
    context = {"form": form, "next": onward, "commune": queries.organisation()}
    return render(request, "desk/people/sign_in.html", context, status=422 if form.errors else 200)


@public()
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the desk's session, and only that one."""
    logout(request)
    return redirect("desk:sign_in")


def _enter(request: HttpRequest, form: SignInForm) -> bool:
    account = form.account
    assert isinstance(account, Account)
    try:
        actions.enter_desk(account=account)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return True


def _first_screen(account: Account | None, onward: str) -> str:
    """Whoever only edits the site begins there: the work list would be empty for ever."""
    only_edits = account is not None and queries.desk_actor(account=account).roles == {"editor"}
    return reverse("wagtailadmin_home") if only_edits and onward == settings.DESK_PATH else onward


def _safe_next(request: HttpRequest) -> str:
    """Where the agent was going, only inside the desk."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if inside and asked.startswith(settings.DESK_PATH) else settings.DESK_PATH
