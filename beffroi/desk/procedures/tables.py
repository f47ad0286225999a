"""The reference tables of the commune: dated rows outside versions, changed one by one or by a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beffroi.lib import clock
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.procedures import actions, queries
from beffroi.procedures.models import ReferenceRow
from beffroi.ui import spoken
from beffroi.ui.access import agent
from beffroi.ui.answers import file_response, or_404
from beffroi.ui.fields import DateBoxes
from beffroi.ui.requests import Request
from beffroi.ui.spoken import euros

from .days import BADGES, DAYS, Day, steps_said
from .shelf import MANAGERS, language

#: In addresses, the tables that serve the whole house; no procedure can bear this name.
HOUSE: Final = "_maison"
#: More rows than these are looked for by a word.
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Table:
    """One table, whose it is, and what its rows make somebody pay."""

    slug: str
    spec: Any
    paid: frozenset[str]

    @property
    def owner(self) -> str:
        """As the verbs name it: empty for the whole house."""
        return queries.HOUSE_WIDE if self.slug == HOUSE else self.slug

    def address(self, name: str = "procedure_table") -> str:
        """One of its screens."""
        return reverse(f"desk:{name}", args=[self.slug, self.spec.key])


def _table(slug: str, key: str) -> Table:
    """Raises Http404."""
    owner = queries.HOUSE_WIDE if slug == HOUSE else slug
    with or_404():
        return Table(slug, queries.table_spec(owner, key), queries.paid_columns(owner, key))


def _owner_said(slug: str) -> str:
    if slug == HOUSE:
        return str(_("toute la maison"))
    with or_404():
        found = queries.definition(queries.version_in_force(slug).pk)
    return found.say(found.package.procedure.title, language())


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=DateBoxes,
        error_messages={
            "required": _("Indiquez le jour."),
            "invalid": _("Ce jour n’existe pas. Par exemple : 1 1 2027."),
        },
    )


class StepField(forms.DateField):
    """A day on the way to binding: marked as needed, and asked for by the verb, which knows whether somebody pays."""

    def __init__(self, day: Day) -> None:
        errors = {"invalid": _("Ce jour n’existe pas. Par exemple : 1 1 2027.")}
        super().__init__(label=day.label, help_text=day.help, widget=DateBoxes, error_messages=errors)

    def validate(self, value: Any) -> None:
        pass


class DecisionForm(forms.Form):
    """From when, and by which decision."""

    def __init__(self, table: Table, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        self.table = table
        first, *others = DAYS
        self.fields["valid_from"] = _day(first.label, first.help)
        may_cost = any(column.type == "amount" for column in table.spec.columns)
        self.fields["legal_reference"] = forms.CharField(
            label=_("Décision qui la fixe"),
            help_text=_("Par exemple : Conseil communal du 15 décembre 2026, règlement-redevance."),
            max_length=300,
            required=may_cost,
            error_messages={"required": _("Citez la décision qui fixe ce montant.")},
        )
        for day in others:
            if day.step and table.paid:
                self.fields[day.name] = StepField(day)

    def days(self) -> dict[str, Any]:
        """What the form says of the decision, as a row holds it."""
        names = ("legal_reference", *(day.name for day in DAYS))
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class RowForm(DecisionForm):
    """One row, from a day on; ``standing`` is the row as it is, when it is changed."""

    def __init__(self, table: Table, data: Any = None, standing: Any = None, *, days: bool = False) -> None:
        super().__init__(table, data, initial=_typed(standing, table, days=days) if standing else None)
        said: dict[str, forms.Field] = {
            "value": forms.CharField(
                label=_("Valeur"),
                help_text=_("Courte et sans date : le dossier la garde, elle ne change plus."),
                max_length=120,
                disabled=standing is not None,
                error_messages={"required": _("Donnez une valeur à cette ligne.")},
            ),
            "label": forms.CharField(
                label=_("Libellé"),
                help_text=_("Ce que la personne lit dans le formulaire."),
                max_length=4000,
                error_messages={"required": _("Écrivez ce que la personne lit.")},
            ),
        }
        for column in table.spec.columns:
            said[f"cell_{column.name}"] = _cell_field(column)
        self.fields = {**said, **self.fields}

    def clean(self) -> dict[str, Any]:
        for column in self.table.spec.columns:
            name = f"cell_{column.name}"
            try:
                self.cleaned_data[name] = queries.read_typed(self.cleaned_data.get(name, ""), column.type)
            except queries.Invalid as problem:
                self.add_error(name, str(problem))
        return self.cleaned_data

    def record(self) -> Any:
        """The row to record."""
        cells = {column.name: self.cleaned_data[f"cell_{column.name}"] for column in self.table.spec.columns}
        return queries.RowRecord(
            table=self.table.spec.key,
            value=self.cleaned_data["value"],
            label=self.cleaned_data["label"],
            cells={name: cell for name, cell in cells.items() if cell is not None},
            **self.days(),
        )

    def say(self, problems: dict[str, str]) -> None:
        """What the verb says is wrong, beside the box that it is about."""
        for name, message in problems.items():
            box = name if name in self.fields else f"cell_{name}"
            self.add_error(box if box in self.fields else None, message)


def _cell_field(column: Any) -> forms.Field:
    if column.type == "yes_no":
        choices = [("", _("Choisissez")), ("oui", _("Oui")), ("non", _("Non"))]
        return forms.ChoiceField(
            label=column.label,
            choices=choices,
            error_messages={"required": _("Répondez par oui ou par non.")},
        )
    helps = {"amount": _("En euros, par exemple 12,50."), "number": _("Un nombre entier.")}
    return forms.CharField(
        label=column.label,
        help_text=helps.get(column.type, ""),
        required=column.type != "text",
        max_length=1000,
        error_messages={"required": _("Écrivez une valeur.")},
    )


def _typed(row: Any, table: Table, *, days: bool) -> dict[str, Any]:
    """A row as it stands, in the boxes; its next day and decision are still to be said, unless it is corrected."""
    cells = {
        f"cell_{column.name}": queries.typed(row.cells.get(column.name), column.type)
        for column in table.spec.columns
    }
    names = ("legal_reference", *(day.name for day in DAYS)) if days else ()
    return {"value": row.value, "label": row.label, **cells, **{name: getattr(row, name) for name in names}}


class EndForm(forms.Form):
    """The last day of a row, and why."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["valid_to"] = _day(_("Dernier jour où l’on peut la choisir"))
        self.fields["legal_reference"] = forms.CharField(
            label=_("Pourquoi, ou par quelle décision"), max_length=300, required=False
        )


class ImportForm(DecisionForm):
    """A file of rows."""

    def __init__(self, table: Table, data: Any = None, files: Any = None) -> None:
        super().__init__(table, data, files)
        file = forms.FileField(
            label=_("Le fichier CSV"),
            help_text=_("Enregistré en « CSV UTF-8 ». Les titres, en première ligne : %(titles)s.")
            % {"titles": ", ".join(["valeur", "libellé", *(one.name for one in table.spec.columns)])},
            error_messages={"required": _("Choisissez un fichier CSV."), "empty": _("Ce fichier est vide.")},
            widget=forms.FileInput(attrs={"accept": ".csv"}),
        )
        whole = forms.BooleanField(
            label=_("C’est toute la table : les lignes qui n’y sont pas finissent la veille."), required=False
        )
        self.fields = {"file": file, **self.fields, "whole": whole}
        if "content" in self.data:
            del self.fields["file"]  # the file was shown already, and comes with the page


# --- screens


@agent(*MANAGERS)
@require_GET
@never_cache
def tables(request: Request, slug: str) -> HttpResponse:
    """The tables that a procedure reads, its own and those of the house."""
    title = _owner_said(slug)
    held = queries.tables_held(clock.today())
    own = [one for one in held if one.slug == slug]
    shared = {one.spec.key: one.count for one in held if one.slug == queries.HOUSE_WIDE}
    if slug == HOUSE:
        raise Http404
    context = {
        "slug": slug,
        "title": title,
        "house_wide": HOUSE,
        "tables": [(one.spec, one.count, shared.get(one.spec.key, 0)) for one in own],
    }
    return render(request, "desk/procedures/tables.html", context)


@agent(*MANAGERS)
@require_GET
@never_cache
def table(request: Request, slug: str, key: str) -> HttpResponse:
    """Every row of a table as it stands and as it will; ``q`` looks for one."""
    one = _table(slug, key)
    today = clock.today()
    records = queries.rows_of(one.owner, key)
    to_come = queries.rows_to_come(one.owner, key)
    changeable = {(row.value, row.valid_from): row.pk for row in to_come if row.state == row.State.COUNTS}
    wanted = request.GET.get("q", "").strip()[:120]
    found = [
        row for row in _rows(records, today) if wanted.casefold() in f"{row.value} {row.label}".casefold()
    ]
    context = {
        "one": one,
        "owner": _owner_said(slug),
        "back": _back(one),
        "back_label": _("Démarches") if slug == HOUSE else _("Tables de référence"),
        "columns": _columns(one),
        "rows": [_said(row, one, today, changeable) for row in found[:_SHOWN]],
        "waiting": [_said(row, one, today, changeable) for row in to_come if row.state == row.State.WAITING],
        "count": len(found),
        "hidden": max(0, len(found) - _SHOWN),
        "searchable": len(records) > 12,
        "wanted": wanted,
        "shared": 0 if records or slug == HOUSE else len(queries.references_on(slug, today).get(key, ())),
        "house_url": reverse("desk:procedure_table", args=[HOUSE, key]),
    }
    return render(request, "desk/procedures/table.html", context)


def _columns(one: Table) -> list[dict[str, Any]]:
    """The titles of the table, as the component wants them."""
    return [
        {"label": _("Ligne")},
        *(
            {"label": column.label, "right": column.type in ("amount", "number")}
            for column in one.spec.columns
        ),
        {"label": _("Valable")},
        {"label": _("Décision")},
        {"label": _("Actions"), "hidden": True},
    ]


def _rows(records: list[Any], today: date) -> list[Any]:
    """What counts today of each row, and what will count; what is over is left out."""
    standing = queries.rows_on(records, today).get(records[0].table, {}) if records else {}
    order = {row.value: place for place, row in reversed(list(enumerate(records)))}
    future: dict[tuple[str, date], Any] = {
        (row.value, row.valid_from): row for row in records if row.valid_from > today
    }
    return sorted([*standing.values(), *future.values()], key=lambda row: (order[row.value], row.valid_from))


def _said(row: Any, one: Table, today: date, changeable: dict[tuple[str, date], Any]) -> dict[str, Any]:
    waiting = isinstance(row, ReferenceRow)
    future = queries.Standing.TO_COME if row.valid_from > today else queries.Standing.IN_FORCE
    return {
        "record": row,
        "cells": [(column, _cell(row.cells.get(column.name), column)) for column in one.spec.columns],
        "badge": BADGES[queries.Standing.WAITING if waiting else future],
        "steps": steps_said(row),
        "corrects": row.pk if waiting else changeable.get((row.value, row.valid_from)),
    }


def _cell(cell: Any, column: Any) -> str:
    if cell is None:
        return "" if column.type == "text" else str(_("à compléter"))
    if isinstance(cell, bool):
        return str(_("Oui") if cell else _("Non"))
    return euros(cell) if column.type == "amount" and isinstance(cell, int) else str(cell)


def _back(one: Table) -> str:
    if one.slug == HOUSE:
        return reverse("desk:procedures")
    return reverse("desk:procedure_tables", args=[one.slug])


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def row(request: Request, slug: str, key: str) -> HttpResponse:
    """Add a row; or change the one that ``valeur`` names, from a day on."""
    one = _table(slug, key)
    wanted = request.GET.get("corriger", "")
    corrects = _to_correct(one, wanted)
    if wanted and corrects is None:
        return _gone(request, one)
    value = corrects.value if corrects else request.GET.get("valeur")
    standing = corrects or (None if value is None else _standing(one, value))
    seen = queries.NOTHING_SEEN if value is None else _seen(request)
    posted = request.POST if request.method == "POST" else None
    form = RowForm(one, posted, standing, days=corrects is not None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_row(
                actor=request.actor,
                slug=one.owner,
                record=form.record(),
                seen=seen,
                waiting="waiting" in request.POST,
                corrects=corrects.pk if corrects else None,
            )
        except actions.WrongRow as refusal:
            form.say(refusal.problems)
        except actions.RowsChanged as refusal:
            return _changed(request, "desk/procedures/table_row.html", one, form, refusal, value or "")
        else:
            done = _("La ligne est fixée. Les dossiers déjà introduits gardent la leur.")
            if "waiting" in request.POST:
                done = _("La ligne est gardée, en attente de la tutelle. Elle ne compte pas encore.")
            messages.success(request, done)
            return redirect(one.address())
    more = {
        "standing": standing,
        "corrects": corrects,
        "seen": seen or _seen_now(one, value or ""),
    }
    return _form(request, "desk/procedures/table_row.html", one, form, more)


def _to_correct(one: Table, typed: str) -> ReferenceRow | None:
    """The record that is to be corrected, completed or taken back; None for one that is so no longer."""
    if not typed:
        return None
    return next((row for row in queries.rows_to_come(one.owner, one.spec.key) if str(row.pk) == typed), None)


def _gone(request: Request, one: Table) -> HttpResponse:
    """A colleague was first: the table says what counts now. Raises Http404 where nothing was sent."""
    if request.method != "POST":
        raise Http404
    messages.error(request, str(actions.RowsChanged()))
    return redirect(one.address())


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def take_back(request: Request, slug: str, key: str) -> HttpResponse:
    """Take the record that ``ligne`` names back, which does not count yet: asked first, then done."""
    one = _table(slug, key)
    row = _to_correct(one, request.GET.get("ligne", ""))
    if row is None:
        return _gone(request, one)
    if request.method == "GET":
        context = {"one": one, "row": row, "owner": _owner_said(slug)}
        return render(request, "desk/procedures/table_back.html", context)
    try:
        actions.take_row_back(actor=request.actor, slug=one.owner, table=key, row_id=row.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La ligne est retirée : elle ne comptera pas."))
    return redirect(one.address())


def _seen(request: Request) -> str | None:
    """The fingerprint of what was on the screen of who saves."""
    return request.POST.get("seen", "")[:40] or None


def _seen_now(one: Table, value: str) -> str:
    """The same for who opens the row now."""
    return queries.rows_seen(one.owner, one.spec.key, value)


def _changed(
    request: Request, template: str, one: Table, form: forms.Form, refusal: Refusal, value: str
) -> HttpResponse:
    """What was typed, under what somebody else set meanwhile."""
    standing = _standing(one, value)
    last = [record for record in queries.rows_of(one.owner, one.spec.key) if record.value == value][-1]
    now = [
        (_("À partir du"), spoken.full_day(last.valid_from)),
        (_("Dernier jour"), spoken.full_day(last.valid_to) if last.valid_to else ""),
        (_("Libellé"), last.label),
        *((column.label, _cell(last.cells.get(column.name), column)) for column in one.spec.columns),
    ]
    more = {"standing": standing, "seen": _seen_now(one, value), "now": now, "moved": str(refusal)}
    return _form(request, template, one, form, more)


def _standing(one: Table, value: str) -> Any:
    """The row as it is, or else as it will be. Raises Http404."""
    records = [record for record in queries.rows_of(one.owner, one.spec.key) if record.value == value]
    if not records:
        raise Http404
    return queries.rows_on(records, clock.today()).get(one.spec.key, {}).get(value) or records[-1]


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def end(request: Request, slug: str, key: str) -> HttpResponse:
    """Give the row that ``valeur`` names its last day."""
    one = _table(slug, key)
    standing = _standing(one, request.GET.get("valeur", ""))
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_row(
                actor=request.actor,
                slug=one.owner,
                table=key,
                value=standing.value,
                **form.cleaned_data,
                seen=_seen(request),
            )
        except (actions.NoSuchRow, actions.RowGoesOn) as refusal:
            form.add_error("valid_to", str(refusal))
        except actions.RowsChanged as refusal:
            return _changed(request, "desk/procedures/table_end.html", one, form, refusal, standing.value)
        else:
            messages.success(
                request, _("La ligne a son dernier jour. Les dossiers déjà introduits la gardent.")
            )
            return redirect(one.address())
    seen = _seen(request) or _seen_now(one, standing.value)
    return _form(request, "desk/procedures/table_end.html", one, form, {"standing": standing, "seen": seen})


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def bring_in(request: Request, slug: str, key: str) -> HttpResponse:
    """Read a file: first what it would change, then the change itself. One wrong line, and nothing changes."""
    one = _table(slug, key)
    posted = request.method == "POST"
    form = ImportForm(one, request.POST if posted else None, request.FILES if posted else None)
    plan = None
    if posted and form.is_valid():
        content = _content(request, form)
        like = queries.RowRecord(table=key, value="-", label="-", **form.days())
        confirmed, moved = "content" in request.POST, ""
        read = partial(
            actions.import_rows,
            actor=request.actor,
            slug=one.owner,
            content=content,
            like=like,
            whole=form.cleaned_data["whole"],
        )
        try:
            plan = read(dry_run=not confirmed, seen=_seen(request))
        except actions.RowsChanged as refusal:
            confirmed, moved = False, str(refusal)
            plan = read(dry_run=True)
        if plan.problems:
            form = ImportForm(one, _without_content(request), request.FILES)
            form.add_error("file", _("Ce fichier est refusé. Rien n’a changé."))
        elif confirmed:
            messages.success(
                request, _("Le fichier est importé. Les dossiers déjà introduits gardent leurs lignes.")
            )
            return redirect(one.address())
        else:
            more = {
                **_changes(one, plan, like.valid_from),
                "carried": [*_carried(request, content), ("seen", queries.rows_seen(one.owner, key))],
                "moved": moved,
            }
            return _form(request, "desk/procedures/table_preview.html", one, form, more)
    return _form(request, "desk/procedures/table_import.html", one, form, {"plan": plan})


def _changes(one: Table, plan: Any, day: date) -> dict[str, Any]:
    """What a file would change, in words: each row with its cells, or with those that change."""
    records = queries.rows_of(one.owner, one.spec.key)
    standing = queries.rows_on(records, day).get(one.spec.key, {})
    return {
        "plan": plan,
        "day": day,
        "groups": [
            (_("Lignes nouvelles"), [(row.label, _cells(row, one)) for row in plan.new]),
            (
                _("Lignes changées"),
                [(row.label, _differences(standing[row.value], row, one)) for row in plan.changed],
            ),
            (_("Lignes qui finissent"), [(row.label, "") for row in plan.ended]),
        ],
    }


def _cells(row: Any, one: Table) -> str:
    said = ((column.label, _cell(row.cells.get(column.name), column)) for column in one.spec.columns)
    return ", ".join(f"{label} : {cell}" for label, cell in said if cell)


def _differences(before: Any, after: Any, one: Table) -> str:
    changes = [
        (column.label, *(_cell(row.cells.get(column.name), column) or "–" for row in (before, after)))
        for column in one.spec.columns
    ]
    if before.label != after.label:
        changes.insert(0, (_("Libellé"), before.label, after.label))
    return ", ".join(f"{label} : {was} → {now}" for label, was, now in changes if was != now)


def _content(request: Request, form: ImportForm) -> bytes:
    if "content" in request.POST:
        return str(request.POST["content"]).encode()
    sent = form.cleaned_data["file"]
    return bytes(sent.read(queries.MAX_CSV_BYTES + 1))


def _without_content(request: Request) -> Any:
    data = request.POST.copy()
    data.pop("content", None)
    return data


def _carried(request: Request, content: bytes) -> list[tuple[str, str]]:
    """What the second page sends again: the answers of the first, and the text of the file."""
    others = ("csrfmiddlewaretoken", "content", "seen")
    answers = [(name, str(value)) for name, value in request.POST.items() if name not in others]
    return [*answers, ("content", content.decode("utf-8-sig"))]


def _form(
    request: Request, template: str, one: Table, form: forms.Form, more: dict[str, Any]
) -> HttpResponse:
    wrong = bool(form.errors or more.get("moved"))
    context = {
        "one": one,
        "owner": _owner_said(one.slug),
        "form": form,
        "has_errors": wrong,
        **more,
    }
    return render(request, template, context, status=422 if wrong else 200)


@agent(*MANAGERS)
@require_GET
def download(request: Request, slug: str, key: str) -> HttpResponse:
    """The rows of today as a CSV file."""
    one = _table(slug, key)
    try:
        content = queries.exported_rows(one.owner, key, clock.today())
    except NotFound:
        raise Http404 from None
    return file_response(content, f"{key}.csv", "text/csv; charset=utf-8")
