"""What the shared catalogue proposes for a procedure: read it beside one's own version, prepare it or set it aside."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beffroi.lib.figures import whole
from beffroi.lib.refusals import Refusal
from beffroi.procedures import actions, queries
from beffroi.ui.access import agent
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request

from .changes import change_lines
from .shelf import MANAGERS, language
from .which import PREPARED


class AsideForm(forms.Form):
    """Why the commune keeps its version."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi garder votre version ?"),
        help_text=gettext_lazy("En une phrase, pour qui lira l’historique de la démarche."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("Dites en une phrase pourquoi la commune garde sa version.")
        },
    )


@agent(*MANAGERS)
@require_GET
@never_cache
def proposal(request: Request, slug: str) -> HttpResponse:
    """The newest package of the catalogue beside the version in force."""
    return _show(request, slug)


def _show(
    request: Request, slug: str, refusal: Refusal | None = None, form: AsideForm | None = None
) -> HttpResponse:
    with or_404():
        found = queries.comparison(queries.proposal_of(slug))
    held = queries.definition(found.in_force.pk)
    context = {
        "slug": slug,
        "title": held.say(held.package.procedure.title, language()),
        "found": found,
        "brought": change_lines(found.brought, held),
        "own": change_lines(found.own, held),
        "conflicts": [(one.key, " › ".join(one.where), _both(one)) for one in found.conflicts],
        "ticked": request.POST.getlist("theirs"),
        "findings": [(finding, "") for finding in found.findings],
        "draft": queries.drafts_open().filter(slug=slug).first(),
        "form": form or AsideForm(),
        "refusal": refusal,
        "has_errors": bool(refusal or (form and form.errors)),
    }
    return render(
        request, "desk/procedures/proposal.html", context, status=422 if context["has_errors"] else 200
    )


def _both(change: queries.Change) -> str:
    """What stands on either side."""
    ours, theirs = (said or _("rien") for said in change.sides)
    return _("Chez vous : %(ours)s. Dans le catalogue : %(theirs)s.") % {"ours": ours, "theirs": theirs}


@agent(*MANAGERS)
@require_POST
def prepare(request: Request, slug: str) -> HttpResponse:
    """A version in preparation with what the catalogue brings; of what both changed, theirs where it was ticked."""
    try:
        with or_404():
            actions.prepare_proposal(
                actor=request.actor,
                slug=slug,
                fingerprint=request.POST.get("fingerprint", ""),
                number=whole(request.POST.get("number")) or 0,
                prefer=request.POST.getlist("theirs"),
            )
    except Refusal as refusal:
        return _show(request, slug, refusal)
    messages.success(request, _("La proposition est une version en préparation. Relisez-la, puis publiez."))
    return redirect("desk:procedure_version", slug=slug, which=PREPARED)


@agent(*MANAGERS)
@require_POST
def set_aside(request: Request, slug: str) -> HttpResponse:
    """Keep the commune's version."""
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _show(request, slug, form=form)
    try:
        with or_404():
            actions.set_proposal_aside(
                actor=request.actor,
                slug=slug,
                fingerprint=request.POST.get("fingerprint", ""),
                reason=form.cleaned_data["reason"],
            )
    except Refusal as refusal:
        return _show(request, slug, refusal, form)
    messages.success(request, _("La proposition est laissée de côté. Votre version reste en vigueur."))
    return redirect("desk:procedure", slug=slug)
