"""The values that the commune sets: dated, outside versions, in force from their day without publishing anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.lib.refusals import Refusal
from beffroi.procedures import actions, queries
from beffroi.procedures.models import ProcedureOption
from beffroi.ui.access import agent
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request
from beffroi.ui.spoken import euros

from . import days
from .shelf import MANAGERS, language

History = Mapping[str, list[tuple[ProcedureOption, queries.Standing]]]


class OptionForm(forms.Form):
    """One value, from a day on, with the decision that sets it."""

    value = forms.CharField(
        label=gettext_lazy("Nouvelle valeur"),
        max_length=300,
        error_messages={"required": gettext_lazy("Indiquez la valeur.")},
    )
    legal_reference = forms.CharField(
        label=gettext_lazy("Décision qui la fixe"),
        help_text=gettext_lazy("Par exemple : Conseil communal du 15 décembre 2026, règlement-taxe."),
        max_length=300,
        error_messages={"required": gettext_lazy("Citez la décision qui fixe cette valeur.")},
    )

    def __init__(self, spec: Any, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.spec = spec
        if spec.type == "yes_no":
            choices = [("oui", _("Oui")), ("non", _("Non"))]
            self.fields["value"] = forms.ChoiceField(label=_("Nouvelle valeur"), choices=choices)
        elif spec.type == "amount":
            self.fields["value"].help_text = _("En euros, par exemple 12,50.")

    def clean_value(self) -> Any:
        """The value in the type of the option."""
        text = str(self.cleaned_data["value"]).strip()
        if self.spec.type == "yes_no":
            return text == "oui"
        if self.spec.type == "amount":
            plain = re.sub(r"[\s€]", "", text).replace(",", ".")
            if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", plain):
                raise forms.ValidationError(_("Écrivez un montant en euros, par exemple 12,50."))
            return int(Decimal(plain) * 100)
        if self.spec.type == "number":
            if not re.fullmatch(r"-?[0-9]{1,9}", text):
                raise forms.ValidationError(_("Écrivez un nombre entier."))
            return int(text)
        return text


@dataclass(frozen=True)
class Typing:
    """The form that is open on the page: of which option, what was typed, what is wrong; perhaps a correction."""

    key: str = ""
    form: OptionForm | None = None
    wrong_days: Mapping[str, str] = field(default_factory=dict)
    corrects: ProcedureOption | None = None


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def options(request: Request, slug: str) -> HttpResponse:
    """Every option of a procedure with the values it had, has and will have; one may be set or corrected."""
    with or_404():
        definition = queries.definition(queries.version_in_force(slug).pk)
    history = queries.option_history(slug)
    if request.method == "GET":
        record = _corrected(history, request.GET.get("corriger", ""))
        return _show(
            request, slug, definition, history, Typing(record.key if record else "", corrects=record)
        )
    specs = {spec.key: spec for spec in definition.package.procedure.options}
    key = request.POST.get("key", "")
    if key not in specs:
        raise Http404
    form = OptionForm(specs[key], request.POST)
    record = _corrected(history, request.POST.get("corrects", ""))
    values, wrong = days.read(request, key)
    if form.is_valid() and not wrong:
        try:
            _set(request, slug, key, form, values, record)
        except actions.EndsBeforeItBegins as refusal:
            wrong = {"to": str(refusal)}
        except actions.NotBinding as refusal:
            wrong = days.beside(refusal.problems)
        except Refusal as refusal:
            form.add_error("value", str(refusal))
        else:
            messages.success(request, _done(request, history.get(key, []), values["valid_from"]))
            return redirect("desk:procedure_options", slug=slug)
    return _show(request, slug, definition, history, Typing(key, form, wrong, record))


def _corrected(history: History, typed: str) -> ProcedureOption | None:
    """The value that is to be corrected. Raises Http404."""
    if not typed:
        return None
    found = (one for records in history.values() for one, _standing in records if str(one.pk) == typed)
    record = next(found, None)
    if record is None:
        raise Http404
    return record


def _show(
    request: Request, slug: str, definition: queries.Definition, history: History, typing: Typing
) -> HttpResponse:
    posted = request.method == "POST"
    of_the_house = queries.option_history("")
    context = {
        "slug": slug,
        "title": definition.say(definition.package.procedure.title, language()),
        "options": [
            _option(request, definition, spec, history, typing if spec.key == typing.key else None)
            for spec in definition.package.procedure.options
        ],
        "of_the_house": [
            (spec, [_said(*one, spec) for one in of_the_house.get(spec.key, [])])
            for spec in definition.package.house.options
        ],
        "summary": _summary(typing),
        "has_errors": posted,
    }
    return render(request, "desk/procedures/options.html", context, status=422 if posted else 200)


def _option(
    request: Request, definition: queries.Definition, spec: Any, history: History, typing: Typing | None
) -> dict[str, Any]:
    paid = spec.key in queries.paying(definition).options
    corrects = typing.corrects if typing else None
    form = (typing and typing.form) or OptionForm(spec, initial=_initial(spec, corrects))
    return {
        "spec": spec,
        "values": [_said(*one, spec) for one in history.get(spec.key, [])],
        "default": _value(spec.default, spec),
        "paid": paid,
        "days": [_day_box(request, spec.key, day, typing, paid=paid) for day in days.DAYS],
        "open": typing is not None,
        "corrects": corrects,
        "fields": _fields(spec.key, form),
    }


def _initial(spec: Any, record: ProcedureOption | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {"value": queries.typed(record.value, spec.type), "legal_reference": record.legal_reference}


def _set(
    request: Request,
    slug: str,
    key: str,
    form: OptionForm,
    values: dict[str, Any],
    corrects: ProcedureOption | None,
) -> None:
    with or_404():
        actions.set_option(
            actor=request.actor,
            slug=slug,
            key=key,
            value=form.cleaned_data["value"],
            **values,
            legal_reference=form.cleaned_data["legal_reference"],
            waiting="waiting" in request.POST,
            corrects=corrects.pk if corrects else None,
        )


def _done(request: Request, known: list[tuple[ProcedureOption, queries.Standing]], first: date) -> str:
    """What the change did, and to what."""
    if "waiting" in request.POST:
        return _("La valeur est gardée, en attente de la tutelle. Elle ne compte pas encore : complétez-la.")
    if "corrects" in request.POST:
        return _("La valeur est corrigée.")
    counting = (queries.Standing.TO_COME, queries.Standing.IN_FORCE, queries.Standing.PAST)
    if any(one.valid_from == first and standing in counting for one, standing in known):
        return _("La valeur est fixée. Elle remplace celle qui commençait le même jour.")
    return _("La valeur est fixée. Les dossiers déjà introduits gardent la leur.")


@agent(*MANAGERS)
@require_POST
def take_back(request: Request, slug: str, value: UUID) -> HttpResponse:
    """Take a value back that does not count yet."""
    try:
        with or_404():
            actions.take_option_back(actor=request.actor, slug=slug, option_id=value)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La valeur est retirée : elle ne comptera pas."))
    return redirect("desk:procedure_options", slug=slug)


def _fields(key: str, form: OptionForm) -> list[dict[str, Any]]:
    """The boxes of one option; each has an id of its own on the page."""
    made = []
    for name in ("value", "legal_reference"):
        bound = form[name]
        box = {
            "name": name,
            "id": f"id_{key}_{name}",
            "type": "select" if form.spec.type == "yes_no" and name == "value" else "line",
            "label": bound.label,
            "help": bound.help_text,
            "required": True,
            "value": bound.value() or "",
            "errors": [str(one) for one in bound.errors],
        }
        if box["type"] == "select":
            box["options"] = [("", _("Choisissez")), ("oui", _("Oui")), ("non", _("Non"))]
        made.append(box)
    return made


def _summary(typing: Typing) -> list[tuple[str, str]]:
    if typing.form is None:
        return []
    key = typing.key
    found = [(f"id_{key}_{name}", str(text)) for name, texts in typing.form.errors.items() for text in texts]
    return [*found, *((f"id_{key}_{name}", text) for name, text in typing.wrong_days.items())]


def _day_box(
    request: Request, key: str, day: days.Day, typing: Typing | None, *, paid: bool
) -> dict[str, Any]:
    value: Any = ""
    if typing and typing.form is None and typing.corrects:
        value = getattr(typing.corrects, day.name)
        value = value.isoformat() if value else ""
    elif typing:
        parts = days.typed(request, f"{key}_{day.box}")
        value = parts if any(parts.values()) else ""
    errors = typing.wrong_days.get(day.box, "") if typing else ""
    return days.box(day, f"{key}_{day.box}", value, errors, paid=paid)


def _said(record: ProcedureOption, standing: queries.Standing, spec: Any) -> dict[str, Any]:
    return {
        "record": record,
        "value": _value(record.value, spec),
        "badge": days.BADGES[standing],
        "gone": standing in (queries.Standing.REPLACED, queries.Standing.TAKEN_BACK),
        "steps": days.steps_said(record),
        "waiting": standing is queries.Standing.WAITING,
        "open": standing in (queries.Standing.WAITING, queries.Standing.TO_COME),
    }


def _value(value: Any, spec: Any) -> str:
    if isinstance(value, bool):
        return str(_("Oui") if value else _("Non"))
    return euros(value) if spec.type == "amount" else str(value)
