"""The values that the commune sets: dated, outside versions, in force from their day without publishing anything."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beffroi.lib import clock
from beffroi.lib.refusals import Refusal
from beffroi.procedures import actions, queries
from beffroi.ui.access import agent
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request
from beffroi.ui.spoken import euros

from .shelf import MANAGERS, language

#: The days of a value: what makes somebody pay names its vote and what followed.
DAYS = (
    ("from", "valid_from", gettext_lazy("Valable à partir du"), True),
    ("to", "valid_to", gettext_lazy("Dernier jour"), False),
    ("voted", "voted_on", gettext_lazy("Votée le"), False),
    ("approved", "approved_on", gettext_lazy("Décision de la tutelle"), False),
    ("published", "published_on", gettext_lazy("Publiée le"), False),
    ("binds", "binds_on", gettext_lazy("Oblige à partir du"), False),
)


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

    def __init__(self, spec: Any, data: Any = None) -> None:
        super().__init__(data)
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


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def options(request: Request, slug: str) -> HttpResponse:
    """Every option of a procedure with the values it had, has and will have; one may be set."""
    with or_404():
        definition = queries.definition(queries.version_in_force(slug).pk)
    specs = {spec.key: spec for spec in definition.package.procedure.options}
    chosen = request.POST.get("key", "")
    forms_of = {key: OptionForm(spec) for key, spec in specs.items()}
    wrong_days: dict[str, str] = {}
    if request.method == "POST":
        if chosen not in specs:
            raise Http404
        form = forms_of[chosen] = OptionForm(specs[chosen], request.POST)
        days, wrong_days = _days(request, chosen)
        if form.is_valid() and not wrong_days:
            try:
                _set(request, slug, chosen, form, days)
            except actions.EndsBeforeItBegins as refusal:
                wrong_days = {"to": str(refusal)}
            except Refusal as refusal:
                form.add_error("value", str(refusal))
            else:
                return redirect("desk:procedure_options", slug=slug)
    history, of_the_house = queries.option_history(slug), queries.option_history("")
    context = {
        "slug": slug,
        "title": definition.say(definition.package.procedure.title, language()),
        "options": [
            {
                "spec": spec,
                "form": forms_of[key],
                "values": [_said(one, spec) for one in history.get(key, [])],
                "default": _value(spec.default, spec),
                "days": [_day_box(request, key, one, wrong_days if key == chosen else {}) for one in DAYS],
                "open": key == chosen,
                "fields": _fields(key, forms_of[key]),
            }
            for key, spec in specs.items()
        ],
        "of_the_house": [
            (spec, [_said(one, spec) for one in of_the_house.get(spec.key, [])])
            for spec in definition.package.house.options
        ],
        "summary": _summary(chosen, forms_of.get(chosen), wrong_days),
        "has_errors": request.method == "POST",
    }
    return render(
        request, "desk/procedures/options.html", context, status=422 if request.method == "POST" else 200
    )


def _set(request: Request, slug: str, key: str, form: OptionForm, days: dict[str, Any]) -> None:
    actions.set_option(
        actor=request.actor,
        slug=slug,
        key=key,
        value=form.cleaned_data["value"],
        **days,
        legal_reference=form.cleaned_data["legal_reference"],
    )
    messages.success(request, _("La valeur est fixée. Les dossiers déjà introduits gardent la leur."))


def _fields(key: str, form: OptionForm) -> list[dict[str, Any]]:
    """The boxes of one option; each has an id of its own on the page."""
    made = []
    for name in ("value", "legal_reference"):
        bound = form[name]
        field = {
            "name": name,
            "id": f"id_{key}_{name}",
            "type": "select" if form.spec.type == "yes_no" and name == "value" else "line",
            "label": bound.label,
            "help": bound.help_text,
            "required": True,
            "value": bound.value() or "",
            "errors": [str(one) for one in bound.errors],
        }
        if field["type"] == "select":
            field["options"] = [("", _("Choisissez")), ("oui", _("Oui")), ("non", _("Non"))]
        made.append(field)
    return made


def _summary(key: str, form: OptionForm | None, wrong_days: dict[str, str]) -> list[tuple[str, str]]:
    if form is None:
        return []
    found = [(f"id_{key}_{name}", str(text)) for name, texts in form.errors.items() for text in texts]
    return [*found, *((f"id_{key}_{name}", text) for name, text in wrong_days.items())]


def _days(request: Request, key: str) -> tuple[dict[str, date], dict[str, str]]:
    """The days that were typed, by argument of the verb, and what is wrong with the others, by box."""
    days: dict[str, date] = {}
    wrong: dict[str, str] = {}
    for name, argument, _label, required in DAYS:
        parts = [request.POST.get(f"{key}_{name}-{part}", "").strip() for part in ("year", "month", "day")]
        if not any(parts) and not required:
            continue
        try:
            days[argument] = date(*(int(part) for part in parts))
        except (ValueError, TypeError, OverflowError):
            wrong[name] = _("Indiquez un jour, par exemple 1 1 2027.")
    return days, wrong


def _day_box(
    request: Request, key: str, day: tuple[str, str, Any, bool], wrong: dict[str, str]
) -> dict[str, Any]:
    name, _argument, label, required = day
    parts = [request.POST.get(f"{key}_{name}-{part}", "").strip() for part in ("year", "month", "day")]
    return {
        "name": f"{key}_{name}",
        "type": "date",
        "label": label,
        "required": required,
        "value": dict(zip(("year", "month", "day"), parts, strict=True)) if any(parts) else "",
        "errors": wrong.get(name, ""),
    }


def _said(record: Any, spec: Any) -> dict[str, Any]:
    return {
        "value": _value(record.value, spec),
        "from": record.valid_from,
        "to": record.valid_to,
        "reference": record.legal_reference,
        "fictional": record.fictional,
        "future": record.valid_from > clock.today(),
    }


def _value(value: Any, spec: Any) -> str:
    if isinstance(value, bool):
        return str(_("Oui") if value else _("Non"))
    return euros(value) if spec.type == "amount" else str(value)
