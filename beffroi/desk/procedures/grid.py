"""A decision table as a grid: one line a rule, one box a cell, what is wrong beside its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beffroi.lib.figures import whole
from beffroi.lib.refusals import Refusal
from beffroi.procedures import actions, queries
from beffroi.ui.access import agent
from beffroi.ui.requests import Request

from .days import DAYS, box, typed
from .drafts import edit_url
from .editor import Part, _part, trail
from .shelf import MANAGERS
from .undo import after, last_change
from .which import PREPARED

#: What is asked of a period beside its lines.
_BOXES = (*(day.name for day in DAYS), "legal_reference")
#: Lines on one screen; the others stand on the next ones.
_PAGE = 50


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def grid(request: Request, slug: str, address: str) -> HttpResponse:
    """The rules of one period of a table."""
    part = _part(slug, address)
    if part.model.__name__ != "RowPeriod" or part.value is None:
        raise Http404
    assert part.one.draft is not None
    if request.method == "GET":
        return _show(request, part, part.value, part.one.findings_apart)
    made = _read(request, part)
    change = queries.Edit("set", part.address, made, request.POST.get("seen", "")[:40])
    try:
        draft = actions.edit_version(
            actor=request.actor, slug=slug, edit=change, what=str(_table(part).get("title", ""))
        )
    except actions.PartRefused as refusal:
        return _show(request, part, made, refusal.findings, refusal)
    except actions.PartChanged as refusal:
        return _show(request, _part(slug, address), made, [], refusal)
    except actions.PartGone as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:procedure_version", slug=slug, which=PREPARED)
    messages.success(request, _("La table est enregistrée dans la version en préparation."))
    return redirect(f"{after(request.path, draft)}&page={_page(request)}")


def _page(request: Request) -> int:
    return max(1, whole(request.GET.get("page")) or 1)


def _table(part: Part) -> Mapping[str, Any]:
    found: Mapping[str, Any] = queries.find(part.data, part.place[:-2])
    return found


def _show(
    request: Request,
    part: Part,
    held: Mapping[str, Any],
    findings: Sequence[queries.Finding],
    refusal: Refusal | None = None,
) -> HttpResponse:
    table = _table(part)
    here = [one for one in findings if one.place[: len(part.place)] == part.place]
    beside: dict[int, list[str]] = {}
    boxes: dict[str, list[str]] = {name: [] for name in _BOXES}
    general: list[str] = []
    for one in here:
        inside = one.place[len(part.place) :]
        said = f"{one.message_fr} {one.hint}".strip()
        if inside[:1] == ("rows",) and len(inside) > 1 and isinstance(inside[1], int):
            beside.setdefault(inside[1], []).append(said)
        elif len(inside) == 1 and inside[0] in boxes:
            boxes[str(inside[0])].append(said)
        else:
            general.append(said)
    rows = list(held.get("rows") or [])
    pages = max(1, -(-len(rows) // _PAGE))
    page = min(_page(request), pages)
    shown = range((page - 1) * _PAGE, page * _PAGE if page < pages else len(rows) + queries.BLANK_LINES)
    off_page = [text for number, texts in sorted(beside.items()) if number not in shown for text in texts]
    context = {
        "one": part.one,
        "part": part,
        "title": table.get("title", ""),
        "trail": trail(part),
        "columns": [*table.get("inputs", []), *table.get("outputs", [])],
        "rows": [
            _row(table, number, rows[number] if number < len(rows) else {}, beside.get(number, []))
            for number in shown
        ],
        "pages": [(number, number == page) for number in range(1, pages + 1)] if pages > 1 else [],
        "count": len(rows),
        "general": [*general, *off_page],
        "days": [
            box(day, day.name, str(held.get(day.name) or ""), boxes[day.name], paid=_pays(part, held))
            for day in DAYS
        ],
        "legal_reference": held.get("legal_reference", ""),
        "unreferenced": boxes["legal_reference"],
        "summary": [
            *((f"ligne-{number}", text) for number in shown for text in beside.get(number, ())),
            *((f"id_{name}", text) for name, texts in boxes.items() for text in texts),
        ]
        if refusal
        else [],
        "seen": queries.digest(part.value),
        "last_change": None if refusal else last_change(request, part.one.draft),
        "refusal": refusal,
        "has_errors": bool(refusal),
        "act": reverse("desk:procedure_act", args=[part.one.slug, "/".join(part.address)]),
        "above": edit_url(part.one.slug, part.address[:-2]),
    }
    return render(request, "desk/procedures/grid.html", context, status=422 if refusal else 200)


def _pays(part: Part, held: Mapping[str, Any]) -> bool:
    """Whether the lines of a period write amounts that somebody pays."""
    name = part.address[1]
    if held.get("fictional") or name not in queries.paying(part.one.definition).tables:
        return False
    amounts = {one["name"] for one in _table(part).get("outputs", []) if one.get("type") == "amount"}
    return any((row.get("then") or {}).get(name) for row in held.get("rows") or [] for name in amounts)


def _row(table: Mapping[str, Any], number: int, row: Mapping[str, Any], errors: list[str]) -> dict[str, Any]:
    cells = [
        (
            f"rows.{number}.{part}.{one['name']}",
            one["label"],
            said((row.get(part) or {}).get(one["name"]), one),
        )
        for part, columns, said in (
            ("when", table.get("inputs", []), queries.said_condition),
            ("then", table.get("outputs", []), queries.said_answer),
        )
        for one in columns
    ]
    return {
        "number": number,
        "id": row.get("id", ""),
        "note": row.get("note", ""),
        "cells": cells,
        "errors": errors,
        "held": bool(row),
    }


def _read(request: Request, part: Part) -> dict[str, Any]:
    """The period that was sent."""
    post = request.POST
    held = list(part.value.get("rows") or [])
    rows = queries.read_lines(_table(part), held, post.dict())
    period = {**part.value, "rows": rows, "legal_reference": post.get("legal_reference", "").strip()}
    for key in (day.name for day in DAYS):
        parts = typed(request, key)
        padded = (parts["year"], parts["month"].zfill(2), parts["day"].zfill(2))
        period[key] = "-".join(padded) if any(parts.values()) else None
    return {key: value for key, value in period.items() if value is not None}
