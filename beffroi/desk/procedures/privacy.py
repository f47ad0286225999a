"""What is done with personal data: the visa of a version in preparation, the register of processing activities."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beffroi.lib.refusals import Refusal
from beffroi.procedures import actions, policies, queries
from beffroi.procedures.models import DraftVersion
from beffroi.ui.access import agent
from beffroi.ui.answers import file_response, or_404
from beffroi.ui.requests import Request

from .shelf import MANAGERS, language

#: Who reads what is done with personal data.
READERS = ("dpo", *MANAGERS)


class VisaForm(forms.Form):
    """What the officer remarks."""

    remark = forms.CharField(
        label=gettext_lazy("Votre remarque"),
        help_text=gettext_lazy(
            "Nécessaire pour refuser : dites ce qui doit changer. Elle reste avec la version."
        ),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": gettext_lazy("Raccourcissez votre remarque à 1000 signes.")},
    )


@agent(*READERS)
@require_http_methods(["GET", "POST"])
@never_cache
def visa(request: Request, slug: str) -> HttpResponse:
    """What a version in preparation does with personal data, beside the one in force; the officer gives or refuses."""
    with or_404():
        draft = queries.draft_of(slug)
    if request.method != "POST":
        return _visa(request, draft, VisaForm())
    form, granted = VisaForm(request.POST), "give" in request.POST
    if not form.is_valid():
        return _visa(request, draft, form)
    try:
        with or_404():
            actions.say_visa(
                actor=request.actor,
                slug=slug,
                fingerprint=request.POST.get("fingerprint", ""),
                granted=granted,
                remark=form.cleaned_data["remark"],
            )
    except actions.RemarkMissing as missing:
        form.add_error("remark", str(missing))
        return _visa(request, draft, form)
    except Refusal as refusal:
        return _visa(request, draft, form, refusal)
    done = (
        _("Le visa est donné. La version peut être publiée telle que vous l’avez lue.")
        if granted
        else _("Le visa est refusé. Qui prépare la version lit votre remarque.")
    )
    messages.success(request, done)
    return redirect("desk:register_of_processing")


def _visa(
    request: Request, draft: DraftVersion, form: VisaForm, refusal: Refusal | None = None
) -> HttpResponse:
    found = queries.draft_definition(draft)
    in_force = queries.versions_of(draft.slug).exists()
    context = {
        "slug": draft.slug,
        "title": found.say(found.package.procedure.title, language()),
        "draft": draft,
        "state": queries.draft_visa(draft),
        "sections": queries.draft_register(draft, language()),
        "compared": in_force,
        "may_say": policies.may_say_visa(request.actor),
        "form": form,
        "refusal": refusal,
        "has_errors": bool(refusal or form.errors),
    }
    return render(request, "desk/procedures/visa.html", context, status=422 if context["has_errors"] else 200)


@agent(*READERS)
@require_GET
@never_cache
def register(request: Request) -> HttpResponse:
    """The register of processing activities, and the versions that wait for the officer's visa."""
    waiting = [(draft, _title(draft), state.reasons) for draft, state in queries.visas_awaited()]
    context = {
        "waiting": waiting,
        "lines": [
            (line, queries.visa_words(line.visa)) for line in queries.register_of_processing(language())
        ],
        "measures": queries.security_measures(),
    }
    return render(request, "desk/procedures/register.html", context)


def _title(draft: DraftVersion) -> str:
    found = queries.draft_definition(draft)
    return found.say(found.package.procedure.title, language())


@agent(*READERS)
@require_GET
def register_csv(request: Request) -> HttpResponse:
    """The same as a spreadsheet file."""
    name = _("registre-des-traitements.csv")
    return file_response(queries.register_csv(language()), name, "text/csv; charset=utf-8")
