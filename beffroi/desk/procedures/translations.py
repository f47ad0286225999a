"""The texts of a version in preparation in the other languages: those that lack first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beffroi.lib.refusals import Refusal
from beffroi.procedures import actions, queries
from beffroi.ui.access import agent
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request

from .shelf import MANAGERS
from .which import PREPARED, shown

_NAMES = {"nl": "Nederlands", "de": "Deutsch", "en": "English"}
#: Texts on one screen: the others come once these are saved.
_MOST = 25


def _now(text: str) -> str:
    """What somebody else saved under what was typed here."""
    return _("Enregistré entre-temps : %(text)s") % {"text": text} if text else ""


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def words(request: Request, slug: str) -> HttpResponse:
    """What lacks in a language, or (``tout``) everything; texts that are no longer used go when it is saved."""
    with or_404():
        one = shown(slug, PREPARED)
    wanted = queries.translations_wanted(one.definition)
    code = request.GET.get("langue", "")
    code = code if code in wanted else next(iter(wanted), "")
    everything = "tout" in request.GET
    texts = wanted.get(code, {})
    held = queries.find(queries.draft_data(one.draft), ("translations", code)) if one.draft else None
    shown_texts = [(text, to) for text, to in texts.items() if everything or not to]
    here = f"?{urlencode({'langue': code, **({'tout': '1'} if everything else {})})}"
    refusal: Refusal | None = None
    typed: dict[str, str] = {}
    if request.method == "POST" and code:
        typed = {
            text: request.POST.get(f"to.{number}", "").strip()
            for number, text in enumerate(request.POST.getlist("fr"))
            if text in texts
        }
        made = [{"fr": fr, "to": to} for fr, to in {**texts, **typed}.items() if to]
        change = queries.Edit("set", ("translations", code), made, request.POST.get("seen", "")[:40])
        try:
            actions.edit_version(actor=request.actor, slug=slug, edit=change, what=str(_("Traductions")))
        except Refusal as refused:
            refusal = refused
            shown_texts = [(text, to) for text, to in texts.items() if text in typed]
        else:
            messages.success(request, _("Les traductions sont enregistrées."))
            return redirect(f"{request.path}{here}")
    context: dict[str, Any] = {
        "one": one,
        "title": one.definition.package.procedure.title,
        "tabs": [
            (f"{_NAMES.get(lang, lang)}", f"?langue={lang}", lang == code, sum(not to for to in found.values()))
            for lang, found in wanted.items()
        ],
        "code": code,
        "seen": queries.digest(held),
        "texts": [
            {"number": n, "fr": text, "field": {"name": f"to.{n}", "type": "long_text", "label": text,
                                               "value": typed.get(text, to), "rows": 2, "quiet": True,
                                               "help": _now(to) if to != typed.get(text, to) else ""}}
            for n, (text, to) in enumerate(shown_texts[:_MOST])
        ],
        "more": max(len(shown_texts) - _MOST, 0),
        "everything": everything,
        "refusal": refusal,
        "changed": isinstance(refusal, actions.PartChanged),
        "findings": list(getattr(refusal, "findings", []))[:10],
        "has_errors": bool(refusal),
    }  # fmt: skip
    return render(request, "desk/procedures/translations.html", context, status=422 if refusal else 200)
