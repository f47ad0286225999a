"""The end of retention at the desk: lists of closed cases, closed, authorised and carried out by whoever may."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beffroi.cases import actions, queries
from beffroi.cases.models import DisposalList
from beffroi.lib.figures import whole
from beffroi.lib.refusals import Refusal
from beffroi.ui import spoken
from beffroi.ui.access import agent
from beffroi.ui.answers import file_response, or_404
from beffroi.ui.fields import DateBoxes
from beffroi.ui.requests import Request

#: The roles that look after the end of retention; the verbs ask again.
KEEPERS = ("archivist", "admin")

_TRANSFER = DisposalList.Kind.TRANSFER
_KINDS = {
    DisposalList.Kind.DESTRUCTION: gettext_lazy("Liste d’élimination"),
    _TRANSFER: gettext_lazy("Liste de versement aux archives"),
}


class VisaForm(forms.Form):
    """The written authorisation by which a list is carried out."""

    visa = forms.CharField(
        max_length=200, error_messages={"required": gettext_lazy("Indiquez la référence de la lettre.")}
    )
    visa_on = forms.DateField(
        label=gettext_lazy("Date de la lettre"),
        widget=DateBoxes,
        error_messages={
            "required": gettext_lazy("Tapez la date de la lettre, par exemple 24 11 2026."),
            "invalid": gettext_lazy("Ce jour n’existe pas : tapez par exemple 24 11 2026."),
        },
    )
    sure = forms.BooleanField(
        error_messages={"required": gettext_lazy("Cochez la case : rien ne se retrouve ensuite.")},
    )

    def __init__(self, kind: str, data: Any = None) -> None:
        super().__init__(data)
        transfer = kind == _TRANSFER
        self.fields["visa"].label = (
            _("Référence de l’accusé de réception des archives")
            if transfer
            else _("Référence de l’autorisation des Archives de l’État")
        )
        self.fields["sure"].label = (
            _("Les archives ont reçu ces dossiers ; ici, ils peuvent être anonymisés pour toujours.")
            if transfer
            else _("L’autorisation couvre ces dossiers ; ils peuvent être anonymisés pour toujours.")
        )


class WithholdForm(forms.Form):
    """Until when a case is kept, and why."""

    until = forms.DateField(
        label=gettext_lazy("Garder jusqu’au"),
        widget=DateBoxes,
        error_messages={
            "required": gettext_lazy("Tapez un jour à venir, par exemple 24 11 2030."),
            "invalid": gettext_lazy("Ce jour n’existe pas : tapez par exemple 24 11 2026."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Par exemple : recours en cours, intérêt historique. Sans nom de personne."),
        max_length=300,
        error_messages={"required": gettext_lazy("Dites pourquoi le dossier est gardé.")},
    )


@agent(*KEEPERS)
@require_GET
@never_cache
def disposals(request: Request) -> HttpResponse:
    """Every list, and where each stands."""
    with or_404():
        found = queries.disposals(request.actor)
    rows = [(one, _KINDS[DisposalList.Kind(one.list.kind)], *_state(one)) for one in found]
    return render(request, "desk/cases/disposals.html", {"rows": rows})


def _state(one: queries.Disposal) -> tuple[Any, str]:
    """Where a list stands, in words, and the state of its tag."""
    if one.list.done_at is not None:
        return _("Exécutée"), "done"
    if one.list.approved_at is not None:
        return _("En cours : %(done)s sur %(cases)s") % {"done": one.done, "cases": one.cases}, "progress"
    if one.list.closed_at is not None and not one.cases:
        return _("Vide, sans suite"), "neutral"
    if one.list.closed_at is not None:
        return _("Attend l’autorisation"), "waiting"
    return _("Ouverte"), "neutral"


@agent(*KEEPERS)
@require_http_methods(["GET", "POST"])
@never_cache
def one(request: Request, list_id: UUID) -> HttpResponse:
    """One list with its cases; once closed, the form of its authorisation."""
    refusal: Refusal | None = None
    with or_404():
        page = queries.disposal(request.actor, list_id, after=request.GET.get("suite", "")[:36])
    form = VisaForm(page.disposal.list.kind, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with or_404():
                actions.approve_list(
                    actor=request.actor,
                    list_id=list_id,
                    visa=form.cleaned_data["visa"],
                    visa_on=form.cleaned_data["visa_on"],
                    cases=whole(request.POST.get("cases", "")) or 0,
                )
        except Refusal as why:
            refusal = why
        else:
            messages.success(request, _("La liste est approuvée : Beffroi anonymise les dossiers un par un."))
            return redirect("desk:disposal", list_id=list_id)
    return _shown(request, page, form, refusal)


def _shown(
    request: Request, page: queries.DisposalPage, form: VisaForm | None, refusal: Refusal | None
) -> HttpResponse:
    held = page.disposal.list
    wrong = refusal is not None or bool(form and form.errors)
    context = {
        "page": page,
        "list": held,
        "kind": _KINDS[DisposalList.Kind(held.kind)],
        "transfer": held.kind == _TRANSFER,
        "figures": _figures(page.disposal),
        "form": form,
        "refusal": refusal,
        "has_errors": wrong,
        "next": f"{reverse('desk:disposal', args=[held.pk])}?suite={page.after}" if page.after else "",
        "first": reverse("desk:disposal", args=[held.pk]) if request.GET.get("suite") else "",
    }
    return render(request, "desk/cases/disposal.html", context, status=422 if wrong else 200)


def _figures(one: queries.Disposal) -> list[tuple[Any, Any]]:
    held = one.list
    found = [(_("Dossiers"), str(one.cases)), (_("État"), _state(one)[0])]
    if held.closed_by and held.closed_at:
        closed = {"day": spoken.moment(held.closed_at), "who": held.closed_by.account.get_full_name()}
        found.append((_("Fermée"), _("%(day)s, par %(who)s") % closed))
    if held.approved_by and held.approved_at and held.visa_on:
        approved = {"day": spoken.moment(held.approved_at), "who": held.approved_by.account.get_full_name()}
        found.append((_("Approuvée"), _("%(day)s, par %(who)s") % approved))
        visa = {"visa": held.visa, "day": spoken.day(held.visa_on, weekday=False)}
        found.append((_("Visa"), _("%(visa)s, du %(day)s") % visa))
    return found


@agent(*KEEPERS)
@require_POST
def close(request: Request, list_id: UUID) -> HttpResponse:
    """Close a list: it is what the State Archives are asked about."""
    with or_404():
        page = queries.disposal(request.actor, list_id)
    try:
        with or_404():
            actions.close_list(actor=request.actor, list_id=list_id)
    except Refusal as refusal:
        return _shown(request, page, None, refusal)
    messages.success(request, _("La liste est fermée : envoyez-la aux Archives de l’État."))
    return redirect("desk:disposal", list_id=list_id)


@agent(*KEEPERS)
@require_http_methods(["GET", "POST"])
@never_cache
def withhold(request: Request, list_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take a case off a list and keep it longer."""
    with or_404():
        held, row = queries.disposal_entry(request.actor, list_id, entry_id)
    form = WithholdForm(request.POST if request.method == "POST" else None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with or_404():
                actions.withhold(actor=request.actor, entry_id=entry_id, **form.cleaned_data)
        except actions.DayNotAhead as why:
            form.add_error("until", str(why))
        except Refusal as why:
            refusal = why
        else:
            messages.success(request, _("Le dossier %(number)s est gardé.") % {"number": row.number})
            return redirect("desk:disposal", list_id=list_id)
    wrong = refusal is not None or bool(form.errors)
    context = {"list": held, "row": row, "form": form, "refusal": refusal, "has_errors": wrong}
    return render(request, "desk/cases/disposal_withhold.html", context, status=422 if wrong else 200)


@agent(*KEEPERS)
@require_GET
def download(request: Request, list_id: UUID) -> HttpResponse:
    """A list as a CSV file, for the State Archives."""
    with or_404():
        name, content = queries.disposal_csv(request.actor, list_id)
    return file_response(content, name, "text/csv; charset=utf-8")
