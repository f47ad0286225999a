"""The catalogue of procedures, and "do you have what you need" before each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from beffroi.cases import actions as cases
from beffroi.cases import queries as case_queries
from beffroi.lib.refusals import Refusal, Throttled
from beffroi.people import queries as people
from beffroi.portal.people.ways_in import WAYS
from beffroi.portal.visitors import address_of, remember_draft
from beffroi.procedures import queries as procedures
from beffroi.search import queries as search
from beffroi.ui.access import public
from beffroi.ui.answers import file_response, or_404
from beffroi.ui.requests import Request


@public()
@require_GET
def catalogue(request: Request) -> HttpResponse:
    """Every procedure, or those that answer a search, accents and typing errors forgiven."""
    language = get_language() or "fr"
    cards = procedures.catalogue(language)
    text = request.GET.get("q", "").strip()[:200]
    shown = _found(cards, text, language) if text else cards
    departments = {d.slug: d for d in people.departments()}
    rows = [(card, departments.get(card.department)) for card in shown]
    return render(request, "portal/procedures/catalogue.html", {"rows": rows, "q": text, "total": len(cards)})


def _found(cards: Sequence[Any], text: str, language: str) -> list[Any]:
    hits = search.search(text, audiences=["public"], kinds=["procedure"], language=language, limit=30)
    rank = {hit.url_hint: place for place, hit in enumerate(hits)}
    return sorted((c for c in cards if c.slug in rank), key=lambda card: rank[card.slug])


@public()
@require_GET
def start_page(request: Request, slug: str) -> HttpResponse:
    """Who may ask, what it costs, how long it takes, what to have at hand; the free federal route first."""
    language = get_language() or "fr"
    with or_404():
        version = procedures.version_in_force(slug)
    definition = procedures.definition(version.pk)
    page = procedures.start_page(definition, language)
    drafts = [d for d in case_queries.my_drafts(request.actor)[:20] if d.version.procedure.slug == slug]
    notice = procedures.privacy_notice(definition, language)
    context = {"page": page, "slug": slug, "drafts": drafts, "notice": notice, **WAYS}
    return render(request, "portal/procedures/start.html", context)


@public()
@require_GET
def picture(request: Request, slug: str) -> HttpResponse:
    """The drawing of the workflow of the version in force."""
    with or_404():
        version = procedures.version_in_force(slug)
    svg = procedures.workflow_svg(procedures.definition(version.pk), get_language() or "fr")
    return HttpResponse(svg, content_type="image/svg+xml")


@public()
@require_GET
def paper_form(request: Request, slug: str) -> HttpResponse:
    """The same form on paper, in the language of the page."""
    try:
        with or_404():
            version = procedures.version_in_force(slug)
            content = cases.print_form(version_id=version.pk, language=get_language() or "fr")
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:procedure", slug=slug)
    return file_response(content, f"{slug}.pdf", "application/pdf", inline=True)


@public()
@require_POST
def begin(request: Request, slug: str) -> HttpResponse:
    """Begin a draft and go to its first page."""
    try:
        with or_404():
            started = cases.start_draft(
                actor=request.actor,
                slug=slug,
                language=get_language() or "fr",
                who=address_of(request),
            )
    except Throttled as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:procedure", slug=slug)
    remember_draft(request, started.draft)
    return redirect("portal:draft", draft_id=started.draft.pk)
