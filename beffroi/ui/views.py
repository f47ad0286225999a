"""The style sheet of a commune and the gallery of components."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from . import theme as themes
from .access import public
from .gallery import PAGES, context

YEAR = 365 * 24 * 3600


@public()
def theme(request: HttpRequest, slug: str, fingerprint: str) -> HttpResponse:
    """The colours of a commune. An address with an old fingerprint answers too, but is not kept."""
    found = themes.provider(slug)
    if found is None:
        raise Http404
    response = HttpResponse(themes.stylesheet(found), content_type="text/css; charset=utf-8")
    if fingerprint == themes.fingerprint(found):
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response


@public()
def gallery(request: HttpRequest, page: str = "composants") -> HttpResponse:
    """Every component in every state: for the eyes of whoever works on the look, and for axe."""
    if not (settings.DEBUG or settings.MODE == "development") or page not in PAGES:
        raise Http404
    return render(request, f"ui/gallery/{page}.html", context(page))
