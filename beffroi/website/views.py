"""Screens of the site that are not Wagtail pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.models import Page

from beffroi.procedures import queries as procedures
from beffroi.search import queries as search
from beffroi.ui.access import public


@public()
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """One search over pages and procedures; "no result" leads to a person."""
    text = request.GET.get("q", "").strip()[:200]
    language = get_language() or "fr"
    hits = search.search(text, audiences=["public"], language=language, limit=30) if text else []
    results = [result for hit in hits if (result := _result(hit, language))]
    return render(request, "website/search.html", {"q": text, "results": results})


def _result(hit: Any, language: str) -> dict[str, str] | None:
    if hit.kind == "procedure":
        card = next((c for c in procedures.catalogue(language) if c.slug == hit.url_hint), None)
        url = reverse("portal:procedure", args=[card.slug]) if card else ""
        return {"title": hit.title, "url": url, "text": card.summary, "meta": _("Démarche")} if card else None
    page = Page.objects.live().public().filter(translation_key=hit.uuid).first()
    return {"title": hit.title, "url": page.url, "text": hit.extract, "meta": _("Page")} if page else None


@public()
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: nothing of a demonstration; elsewhere everything but the private parts."""
    closed = (
        ["/"] if settings.DEMONSTRATION else [settings.DESK_PATH, "/mon-espace/", "/demande/", "/compte/"]
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
