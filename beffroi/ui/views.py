"""What the furniture serves itself: the look of the commune, the pages of refusals and the gallery of components."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from . import gallery as material
from . import theme as themes
from .access import public

YEAR = 365 * 24 * 3600


def _served(content: str, content_type: str, fingerprint: str) -> HttpResponse:
    """An address with an old fingerprint answers too, but is not kept."""
    response = HttpResponse(content, content_type=content_type)
    if fingerprint == themes.fingerprint(content):
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response


@public()
def theme(request: HttpRequest, slug: str, fingerprint: str) -> HttpResponse:
    """The colours of the commune."""
    look = themes.provider()
    if look is None or look.slug != slug:
        raise Http404
    return _served(themes.stylesheet(look.theme), "text/css; charset=utf-8", fingerprint)


@public()
def logo(request: HttpRequest, slug: str, fingerprint: str) -> HttpResponse:
    """The logo of the commune; a script inside it would not run."""
    look = themes.provider()
    if look is None or look.slug != slug or not look.logo:
        raise Http404
    response = _served(look.logo, "image/svg+xml", fingerprint)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


@public()
@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Another language. Without a token, so that public pages set no cookie: a forged choice harms nobody."""
    return set_language(request)


@public()
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Prolongs the session (one button, as often as one likes); 401 when it has already lapsed."""
    if request.session.is_empty():
        return HttpResponse(status=401)
    request.session.modified = True
    return HttpResponse(status=204)


@public()
def gallery(request: HttpRequest, page: str = material.FIRST) -> HttpResponse:
    """Every component in every state: for the eyes of whoever works on the look, and for axe."""
    if not (settings.DEBUG or settings.MODE == "development") or page not in material.PAGES:
        raise Http404
    return render(request, f"ui/gallery/{page}.html", material.context(page))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, but not for this visitor."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the cross-site protection: most often a page that stayed open too long."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none for this visitor."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without any context, because anything may be broken."""
    return HttpResponse(render_to_string("500.html"), status=500)
