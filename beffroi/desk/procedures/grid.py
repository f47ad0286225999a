"""A decision table as a grid: one line a rule, one box a cell, what is wrong beside its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beffroi.lib.refusals import Refusal
from beffroi.procedures import actions, queries
from beffroi.ui.access import agent
from beffroi.ui.requests import Request

from .drafts import edit_url
from .editor import Part, _part, trail
from .options import DAYS
from .shelf import MANAGERS
from .which import PREPARED

_BLANKS = 2
_YES = {"oui": True, "non": False}
_NOTHING = "(vide)"


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
        return _show(request, part, part.value, _findings(part))
    made = _read(request, part)
    change = queries.Edit("set", part.address, made, request.POST.get("seen", "")[:40])
    try:
        actions.edit_version(actor=request.actor, slug=slug, edit=change)
    except actions.PartRefused as refusal:
        return _show(request, part, made, list(refusal.findings), refusal)
    except actions.PartChanged as refusal:
        return _show(request, _part(slug, address), made, [], refusal)
    except actions.PartGone as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:procedure_version", slug=slug, which=PREPARED)
    messages.success(request, _("La table est enregistrée dans la version en préparation."))
    return redirect("desk:procedure_grid", slug=slug, address=address)


def _findings(part: Part) -> list[queries.Finding]:
    assert part.one.draft is not None
    return list(queries.findings_apart(part.one.slug, bytes(part.one.draft.canonical)))


def _table(part: Part) -> Mapping[str, Any]:
    found: Mapping[str, Any] = queries.find(part.data, part.place[:-2])
    return found


def _show(
    request: Request,
    part: Part,
    held: Mapping[str, Any],
    findings: list[queries.Finding],
    refusal: Refusal | None = None,
) -> HttpResponse:
    table = _table(part)
    here = [one for one in findings if one.place[: len(part.place)] == part.place]
    beside: dict[int, list[str]] = {}
    general: list[str] = []
    for one in here:
        inside = one.place[len(part.place) :]
        said = f"{one.message_fr} {one.hint}".strip()
        if inside[:1] == ("rows",) and len(inside) > 1 and isinstance(inside[1], int):
            beside.setdefault(inside[1], []).append(said)
        else:
            general.append(said)
    rows = list(held.get("rows") or [])
    context = {
        "one": part.one,
        "part": part,
        "title": table.get("title", ""),
        "trail": trail(part),
        "columns": [*table.get("inputs", []), *table.get("outputs", [])],
        "rows": [
            _row(table, number, row, beside.get(number, []))
            for number, row in enumerate([*rows, *({} for _ in range(_BLANKS))])
        ],
        "general": general,
        "days": [
            {
                "name": key,
                "type": "date",
                "label": label,
                "value": str(held.get(key) or ""),
                "required": required,
            }
            for _box, key, label, required in DAYS
        ],
        "legal_reference": held.get("legal_reference", ""),
        "seen": queries.digest(part.value),
        "refusal": refusal,
        "has_errors": bool(refusal),
        "act": reverse("desk:procedure_act", args=[part.one.slug, "/".join(part.address)]),
        "above": edit_url(part.one.slug, part.address[:-2]),
    }
    return render(request, "desk/procedures/grid.html", context, status=422 if refusal else 200)


def _row(table: Mapping[str, Any], number: int, row: Mapping[str, Any], errors: list[str]) -> dict[str, Any]:
    cells = [
        (f"rows.{number}.when.{one['name']}", one["label"], _said_in(row.get("when", {}).get(one["name"])))
        for one in table.get("inputs", [])
    ] + [
        (
            f"rows.{number}.then.{one['name']}",
            one["label"],
            _said_out(row.get("then", {}).get(one["name"]), one),
        )
        for one in table.get("outputs", [])
    ]
    return {
        "number": number,
        "id": row.get("id", ""),
        "note": row.get("note", ""),
        "cells": cells,
        "errors": errors,
        "held": bool(row),
    }


def _said_in(cell: Any) -> str:
    """A condition as it is written in a box; an empty box fits anything."""
    if cell is None or cell == "-":
        return ""
    if isinstance(cell, list):
        return ", ".join(_said_in(one) for one in cell)
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    return _NOTHING if cell == "" else str(cell)


def _said_out(cell: Any, column: Mapping[str, Any]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if column.get("type") == "amount" and isinstance(cell, int):
        return f"{Decimal(cell) / 100:.2f}".replace(".", ",")
    return _NOTHING if cell == "" else str(cell)


def _read(request: Request, part: Part) -> dict[str, Any]:
    """The period that was sent; a line in which nothing was typed is no line."""
    table, post = _table(part), request.POST
    rows = []
    for number in range(min(len(part.value.get("rows", [])) + _BLANKS, 300)):
        if post.get(f"rows.{number}.remove"):
            continue
        made = _line(table, post, number)
        if made["when"] or made["then"] or made.get("note"):
            place = post.get(f"rows.{number}.position", "").strip()
            rows.append((int(place) if re.fullmatch(r"[0-9]{1,4}", place) else 10_000 + number, number, made))
    taken = {one["id"] for _, _, one in rows if one["id"]}
    ordered = [one for _, _, one in sorted(rows, key=lambda row: row[:2])]
    for one in ordered:
        if not one["id"]:
            one["id"] = next(name for n in range(1, 999) if (name := f"ligne_{n}") not in taken)
            taken.add(one["id"])
    period = {**part.value, "rows": ordered, "legal_reference": post.get("legal_reference", "").strip()}
    for _box, key, _label, _required in DAYS:
        parts = [post.get(f"{key}-{one}", "").strip() for one in ("year", "month", "day")]
        period[key] = "-".join([parts[0], parts[1].zfill(2), parts[2].zfill(2)]) if any(parts) else None
    return {key: value for key, value in period.items() if value is not None}


def _line(table: Mapping[str, Any], post: Any, number: int) -> dict[str, Any]:
    when, then = {}, {}
    for column in table.get("inputs", []):
        text = post.get(f"rows.{number}.when.{column['name']}", "").strip()
        if text and text != "-":
            when[column["name"]] = _cell(text, column)
    for column in table.get("outputs", []):
        text = post.get(f"rows.{number}.then.{column['name']}", "").strip()
        if text:
            then[column["name"]] = _answer(text, column)
    note = post.get(f"rows.{number}.note", "").strip()
    name = post.get(f"rows.{number}.id", "").strip()
    return {"id": name, "when": when, "then": then, **({"note": note} if note else {})}


def _cell(text: str, column: Mapping[str, Any]) -> Any:
    """What a box of a condition says: one value, several, a comparison or a range."""
    if "," in text:
        return [_cell(one.strip(), column) for one in text.split(",") if one.strip()]
    values = column.get("values") or []
    if text == _NOTHING:
        return ""
    if text.lower() in _YES and text not in values:
        return _YES[text.lower()]
    whole = re.fullmatch(r"-?[0-9]{1,15}", text)
    return int(text) if whole and text not in values else text


def _answer(text: str, column: Mapping[str, Any]) -> Any:
    """What a box of an answer says; what does not fit its column stays as typed, for the check to refuse."""
    kind = column.get("type", "text")
    if text.startswith("="):
        return text
    if kind == "yes_no":
        return _YES.get(text.lower(), text)
    if kind == "number":
        return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else text
    if kind == "amount":
        return _cents(text)
    return "" if text == _NOTHING else text


def _cents(text: str) -> int | str:
    plain = re.sub(r"[\s€]", "", text).replace(",", ".")
    try:
        cents = Decimal(plain) * 100
        return int(cents) if cents == cents.to_integral_value() and abs(cents) < 10**12 else text
    except (InvalidOperation, ValueError, OverflowError):
        return text
