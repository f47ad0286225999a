"""Forms to print for who comes to the counter, and what the code of a filled-in form says."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from beffroi.cases import actions as cases
from beffroi.cases import policies
from beffroi.cases import queries as case_queries
from beffroi.cases.models import Draft
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.lib.translated import Text
from beffroi.procedures import queries as procedures
from beffroi.ui.access import agent
from beffroi.ui.answers import file_response, or_404
from beffroi.ui.requests import Request

#: The code as people type it: « acte-de-naissance 3 », with a stroke or a letter between, in capitals or not.
_CODE = re.compile(r"([a-z][a-z0-9-]{0,79})[\s./,]+v?([0-9]{1,9})")


#: More than this nobody leaves begun; the oldest then wait unseen until the others are done.
_MOST = 100


@agent()
@require_GET
def forms(request: Request) -> HttpResponse:
    """The form of every procedure, in each language; a code that is typed opens its procedure and version.

    What the agent's departments are encoding is listed, to go on with.
    """
    typed = request.GET.get("code", "").strip()[:120]
    error = ""
    if typed:
        found = _CODE.fullmatch(typed.lower())
        try:
            if found is None:
                raise NotFound
            version = procedures.version_of(found[1], int(found[2]))
        except NotFound:
            error = _("Ce code n’existe pas. Recopiez-le du formulaire, par exemple acte-de-naissance 1.")
        else:
            return redirect("desk:paper_form", slug=version.procedure.slug, number=version.number)
    cards = procedures.catalogue(get_language() or "fr")
    rows = [(card, procedures.version_in_force(card.slug)) for card in cards]
    context = {
        "rows": rows,
        "languages": settings.LANGUAGES,
        "code": typed,
        "error": error,
        "has_errors": bool(error),
        "intakes": [_line(draft) for draft in case_queries.open_intakes(request.actor)[:_MOST]],
    }
    status = 422 if error else 200
    return render(request, "desk/procedures/paper_forms.html", context, status=status)


def _line(draft: Draft) -> tuple[Draft, Text, str]:
    """What is being encoded: its procedure, and for whom as far as it is said."""
    definition = procedures.definition(draft.version_id)
    return draft, definition.title, procedures.applicant_name(definition, draft.answers)


@agent()
@require_GET
def form(request: Request, slug: str, number: int) -> HttpResponse:
    """The procedure and the version of a paper form."""
    with or_404():
        version = procedures.version_of(slug, number)
        current = procedures.version_in_force(slug)
    definition = procedures.definition(version.pk)
    language = get_language() or "fr"
    context = {
        "page": procedures.start_page(definition, language),
        "version": version,
        "current": current,
        "languages": settings.LANGUAGES,
        "may_encode": policies.may_take_in(request.actor, procedures.definition(current.pk).department),
        "sections": procedures.blank_form(definition, language).sections,
    }
    return render(request, "desk/procedures/paper_form.html", context)


@agent()
@require_GET
def pdf(request: Request, slug: str, number: int, language: str) -> HttpResponse:
    """The form of a version, to print."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    try:
        with or_404():
            version = procedures.version_of(slug, number)
            content = cases.print_form(version_id=version.pk, language=language)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:paper_form", slug=slug, number=number)
    return file_response(content, f"{slug}-{number}-{language}.pdf", "application/pdf", inline=True)
