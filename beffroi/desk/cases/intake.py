"""Encoding for somebody who wrote, came or called: how their request arrived, and what a department is encoding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.cases import actions, policies, queries
from beffroi.cases.models import Draft
from beffroi.desk.procedures.changes import Line, change_lines
from beffroi.lib import clock
from beffroi.lib.refusals import NotFound
from beffroi.procedures import queries as procedures
from beffroi.ui.access import agent
from beffroi.ui.answers import or_404
from beffroi.ui.fields import DateBoxes
from beffroi.ui.requests import Request

from .words import CHANNELS, IDENTITIES

#: Word of the address, and the channel.
WAYS = {"poste": "post", "guichet": "counter", "telephone": "phone"}

TITLES = {
    "post": gettext_lazy("Encoder une demande reçue sur papier"),
    "counter": gettext_lazy("Encoder une demande au guichet"),
    "phone": gettext_lazy("Encoder une demande par téléphone"),
}

REPLIES = (
    ("letter", gettext_lazy("Par lettre")),
    ("email", gettext_lazy("Par e-mail, si le formulaire donne une adresse ; sinon par lettre")),
)

_DAYS = {
    "post": gettext_lazy("Celui du cachet d’entrée, pas celui de la poste. Les délais partent de ce jour."),
    "counter": gettext_lazy("Le jour où la personne est venue. Les délais partent de ce jour."),
    "phone": gettext_lazy("Le jour de l’appel. Les délais partent de ce jour."),
}


class ArrivalForm(forms.Form):
    """How a request arrived; what the rules say of it is written beside its field by the verb."""

    received_on = forms.DateField(
        label=gettext_lazy("Jour de réception"),
        widget=DateBoxes,
        error_messages={
            "required": gettext_lazy("Tapez le jour de réception, par exemple 24 11 2026."),
            "invalid": gettext_lazy("Ce jour n’existe pas : tapez par exemple 24 11 2026."),
        },
    )
    identity = forms.CharField(
        label=gettext_lazy("Comment savez-vous qui demande ?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites comment vous savez qui demande.")},
    )
    reply = forms.ChoiceField(
        label=gettext_lazy("Comment répondre à la personne ?"),
        help_text=gettext_lazy("L’accusé de réception et les nouvelles du dossier partent ainsi."),
        choices=REPLIES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites comment répondre à la personne.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Langue de la personne"),
        help_text=gettext_lazy("Nos messages et nos lettres sont écrits dans cette langue."),
        choices=settings.LANGUAGES,
    )

    def __init__(self, channel: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        known = [(name, IDENTITIES[name]) for name in queries.IDENTITIES[channel]]
        self.fields["received_on"].help_text = _DAYS[channel]
        self.fields["identity"].widget.choices = known
        self.fields["identity"].initial = known[0][0] if len(known) == 1 else ""

    @property
    def arrival(self) -> queries.Arrival:
        """What was typed."""
        return queries.Arrival(channel=self.channel, **self.cleaned_data)


def _channel(way: str) -> str:
    if way not in WAYS:
        raise Http404
    return WAYS[way]


@agent()
@require_http_methods(["GET", "POST"])
@never_cache
def begin(request: Request, slug: str, number: int, way: str) -> HttpResponse:
    """Say how a request arrived, then encode it on the version in force, whatever the version of the paper."""
    channel = _channel(way)
    with or_404():
        printed = procedures.version_of(slug, number)
        version = procedures.version_in_force(slug)
        if not policies.may_take_in(request.actor, procedures.definition(version.pk).department):
            raise NotFound
    today = {} if channel == "post" else {"received_on": clock.today()}
    first = {"language": get_language(), "reply": "letter" if channel == "post" else "email", **today}

    def verb(arrival: queries.Arrival) -> Draft:
        paper = number if channel == "post" else None
        return actions.begin_intake(actor=request.actor, slug=slug, arrival=arrival, printed=paper)

    context = {
        "title": TITLES[channel],
        "procedure": procedures.definition(version.pk).title,
        "back_url": reverse("desk:paper_form", args=[slug, number]),
        "printed": printed if printed.pk != version.pk else None,
        "version": version,
        "changes": changes(printed.pk, version.pk),
    }
    return _told(request, channel, first, verb, context)


def changes(printed_id: UUID, current_id: UUID) -> list[Line]:
    """What the form asks otherwise than the paper did."""
    if printed_id == current_id:
        return []
    before, after = procedures.definition(printed_id), procedures.definition(current_id)
    found = procedures.differences(before.package, after.package)
    return change_lines([one for one in found if one.place[0] == "form"], after)


@agent()
@require_http_methods(["GET", "POST"])
@never_cache
def arrival(request: Request, draft_id: UUID, way: str = "") -> HttpResponse:
    """Correct how a request arrived; its answers stay."""
    with or_404():
        draft = queries.intake_for(request.actor, draft_id)
    if draft.case_id is not None or draft.intake is None:
        return redirect("desk:intake", draft_id=draft.pk)
    channel = _channel(way) if way else draft.channel
    intake = draft.intake
    first = {"received_on": intake.received_on, "reply": intake.reply, "language": draft.language}
    if intake.identity in queries.IDENTITIES[channel]:
        first["identity"] = intake.identity

    def verb(said: queries.Arrival) -> Draft:
        return actions.correct_intake(actor=request.actor, draft_id=draft.pk, arrival=said)

    context = {
        "title": _("Comment la demande est arrivée"),
        "procedure": procedures.definition(draft.version_id).title,
        "back_url": reverse("desk:intake_check", args=[draft.pk]),
        "draft": draft,
        "ways": [(word, CHANNELS[of]) for word, of in WAYS.items() if of != channel],
    }
    return _told(request, channel, first, verb, context)


def _told(
    request: Request,
    channel: str,
    first: dict[str, Any],
    verb: Callable[[queries.Arrival], Draft],
    context: dict[str, Any],
) -> HttpResponse:
    """The form about an arrival, or what is wrong with it, or the draft that it leads to."""
    form = ArrivalForm(channel, request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid():
        try:
            with or_404():
                draft = verb(form.arrival)
        except actions.FormIncomplete as refusal:
            for field, message in refusal.errors.items():
                form.add_error(field if field in form.fields else None, message)
        except actions.DraftExpired as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:paper_forms")
        else:
            return redirect("desk:intake", draft_id=draft.pk)
    context = {**context, "form": form, "has_errors": bool(form.errors)}
    return render(request, "desk/cases/intake_arrival.html", context, status=422 if form.errors else 200)


@agent()
@require_POST
def drop(request: Request, draft_id: UUID) -> HttpResponse:
    """Give up what was being encoded: its answers and files are deleted."""
    with or_404():
        draft = queries.intake_for(request.actor, draft_id)
        if draft.case_id is not None:
            return redirect("desk:case", case_id=draft.case_id)
        actions.delete_draft(actor=request.actor, draft_id=draft.pk, session_drafts=())
    messages.success(request, _("L’encodage est abandonné : les réponses et les fichiers sont effacés."))
    return redirect("desk:paper_forms")
