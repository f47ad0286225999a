"""What happens to every request before a door sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from beffroi.people import queries as people
from beffroi.ui.access import access_of
from beffroi.ui.requests import Request

from .policies import foreign_access
from .sessions import DESK, PORTAL, SessionStore


def is_desk(path: str) -> bool:
    """Whether a path belongs to the desk (and so to its session)."""
    return path.startswith(settings.DESK_PATH)


class SessionByDoor(SessionMiddleware):
    """Portal and desk keep separate sessions: signing in to one never opens the other."""

    def process_request(self, request: HttpRequest) -> None:
        name = settings.DESK_SESSION_COOKIE_NAME if is_desk(request.path) else settings.SESSION_COOKIE_NAME
        key = request.COOKIES.get(name, "")
        session = SessionStore(key if key.isalnum() else None)
        session.door = DESK if is_desk(request.path) else PORTAL
        request.session = session

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        before = set(response.cookies)
        usual = settings.SESSION_COOKIE_NAME
        if is_desk(request.path):
            # The parent reads and writes the usual cookie; lend it the desk's value, then rename what it wrote.
            cookies = dict(request.COOKIES)
            request.COOKIES.pop(usual, None)
            if settings.DESK_SESSION_COOKIE_NAME in cookies:
                request.COOKIES[usual] = cookies[settings.DESK_SESSION_COOKIE_NAME]
            response = super().process_response(request, response)
            request.COOKIES = cookies
            if usual in response.cookies and usual not in before:
                morsel = response.cookies.pop(usual)
                response.cookies[settings.DESK_SESSION_COOKIE_NAME] = morsel.value
                kept = response.cookies[settings.DESK_SESSION_COOKIE_NAME]
                for key, value in morsel.items():
                    kept[key] = value
                kept["path"] = settings.DESK_PATH
            return response
        return super().process_response(request, response)


class WhoActs:
    """``request.actor``: who acts, in which role, at which identity level (lazily)."""

    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: _actor(request))
        return self.get_response(request)


def _actor(request: Request) -> Any:
    account = request.user if request.user.is_authenticated else None
    if is_desk(request.path):
        return people.desk_actor(account=account)
    identity = request.session.get("identity", {})
    return people.portal_actor(
        account=account,
        level=identity.get("level", 0),
        method=identity.get("method", ""),
        linked=getattr(account, "is_linked", None),
    )


class CleanText:
    """NUL characters, which no person types and PostgreSQL does not take, leave what is sent before a view reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path:
            raise Http404
        while "%00" in request.META["QUERY_STRING"]:  # what is left around one may make another
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Here, because the protection against forged requests has read the form already."""
        if request.method == "POST":
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _without_nul(sent: QueryDict) -> QueryDict:
    """The same form; another one only where there is something to take out."""
    if not any("\0" in text for key, values in sent.lists() for text in (key, *values)):
        return sent
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for key, values in sent.lists():
        clean.setlist(key.replace("\0", ""), [value.replace("\0", "") for value in values])
    clean._mutable = False
    return clean


@lru_cache
def _house_policy() -> str:
    """Composed once by django-csp, which would do it twice for each answer: no page of ours asks for another."""
    return str(build_policy())


class ContentPolicy:
    """The content security policy: the house's, or that of Wagtail's screens, which carry scripts and styles inside.

    An answer that brings its own keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        editing = request.path.startswith(settings.EDITING_PATH)
        response.headers.setdefault(HEADER, settings.EDITING_POLICY if editing else _house_policy())
        return response


class PolicyGate:
    """Closed by default: a view without a declaration is not served; a GET writes nothing unless it says why."""

    def __init__(self, get_response: Callable[[Request], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: Request,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        ours = (view.__module__ or "").startswith("beffroi.")
        access = access_of(view) or (None if ours else foreign_access(request.path))
        if access is None:
            raise Undeclared(f"{request.path}: the view {view!r} declares no access (beffroi.ui.access)")
        if not access.allows(request):
            if access.sign_in and not _is_inside(request):
                late = access.late if request.method == "POST" else None
                onward = late(request, kwargs) if late else _came_from(request)
                return redirect(f"{resolve_url(access.sign_in)}?{urlencode({'next': onward})}")
            raise Http404
        if request.method in ("GET", "HEAD") and not access.writes_on_get:
            with connection.execute_wrapper(_read_only):
                return view(request, *args, **kwargs)
        return None


def _is_inside(request: Request) -> bool:
    """Whether signing in again would change nothing: they are in, and the screen is not for them."""
    return bool(request.actor.is_agent if is_desk(request.path) else request.user.is_authenticated)


def _came_from(request: Request) -> str:
    """Where to go on after signing in: the page asked for, or the one whose form was sent too late."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sender = urlsplit(request.headers.get("Referer", ""))
    return sender.path if sender.netloc == request.get_host() else ""


class Undeclared(Exception):
    """A view without a policy."""


class WroteOnGet(Exception):
    """A GET tried to change the database."""


#: Tables a GET may touch: the session, the shared cache, and the record of who looked at whose data.
_ALLOWED = ("django_session", "shared_cache", "journal_consultation", "wagtail")
_WRITES = re.compile(
    r'^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|REPLACE\s+INTO)\s+"?([a-z_0-9]+)', re.I
)


def _read_only(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    found = _WRITES.match(sql)
    if found and not found.group(2).startswith(_ALLOWED):
        raise WroteOnGet(f"a GET may not write: {sql[:120]}")
    return execute(sql, params, many, context)
