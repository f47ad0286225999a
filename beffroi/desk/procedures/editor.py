"""Changing one part of a version in preparation: one subject a screen, plain forms, errors beside their box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.lib import clock
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.procedures import actions, queries
from beffroi.ui import spoken
from beffroi.ui.access import agent
from beffroi.ui.requests import Request, typed_in

from .drafts import edit_url
from .sheet import Sheet, placed
from .shelf import MANAGERS
from .undo import after, done_said, last_change
from .which import PREPARED, Shown, shown

Address = tuple[str, ...]
#: What a sheet carries besides what is typed in it.
_OURS: Final = ("seen", "new_name", "after", "show")


@dataclass(frozen=True)
class Part:
    """A part of a version in preparation: where it is, what it is, what it holds."""

    one: Shown
    data: Any
    address: Address
    place: tuple[str | int, ...]

    @property
    def model(self) -> type[Any]:
        """What the schema says of it, or of its elements. Raises Http404."""
        found = queries.model_of(self.place)
        if found is None:
            raise Http404
        return found

    @property
    def shape(self) -> str:
        """One part, a list or a mapping of parts."""
        return queries.shape_of(self.place)

    @property
    def value(self) -> Any:
        """What it holds; None when it is absent."""
        return queries.find(self.data, self.place)

    @property
    def title(self) -> str:
        """What a person calls it."""
        return called(self.value, self.address)

    @property
    def is_question(self) -> bool:
        """Whether it is a question of the form itself, not one inside a repeated block."""
        return self.address[:2] == ("form", "pages") and len(self.address) == 5

    @cached_property
    def known(self) -> dict[str, queries.Subject]:
        """What a condition of it may be about, by path."""
        return {one.path: one for one in queries.subjects(self.one.definition, self.address)}


def called(value: Any, address: Address) -> str:
    """The words by which a part is known: its label or title, else its name."""
    if isinstance(value, Mapping):
        for key in ("label", "title", "subject", "text"):
            if isinstance(value.get(key), str) and value[key]:
                return str(value[key])[:80]
        if isinstance(value.get("transition"), Mapping):
            return called(value["transition"], (str(value["transition"].get("name", "")),))
        if value.get("valid_from"):
            return _("À partir du %(day)s") % {"day": spoken.day(str(value["valid_from"]), weekday=False)}
    owner = "" if len(address) < 2 else address[-2]
    words = queries.words_of(owner, address[-1])
    return (words if not words.startswith("«") else address[-1]).replace("_", " ").capitalize()


class NameMissing(Refusal):
    """A part of a mapping is known by its name."""

    message = gettext_lazy("Donnez un nom à cette partie.")


def _part(slug: str, address: str) -> Part:
    """The part at an address. Raises Http404."""
    words = tuple(address.split("/"))
    try:
        one = shown(slug, PREPARED)
    except NotFound as refusal:
        raise Http404 from refusal
    assert one.draft is not None
    data = queries.with_optional(queries.draft_data(one.draft))
    place = queries.place_of(data, words)
    if (
        not place
        or place[0] in ("house", "format", "changelog", "translations")
        or queries.screen_of(data, place) != place
    ):
        raise Http404
    return Part(one, data, words, place)


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: Request, slug: str, address: str) -> HttpResponse:
    """The sheet of a part, or the list of its parts; what is sent is saved when it can be read."""
    part = _part(slug, address)
    if part.shape in ("list", "mapping"):
        return _list(request, part)
    if part.model.__name__ == "RowPeriod":
        return redirect("desk:procedure_grid", slug=slug, address=address)
    if request.method == "GET":
        raw = queries.said_sheet(part.model, part.value or {})
        return _sheet(request, part, part.value or {}, raw, part.one.findings_apart)
    typed = queries.composed(typed_in(request, *_OURS), part.known)
    if typed.errors or "show" in request.POST:
        return _again(request, part, {**(part.value or {}), **_type_sent(request)}, typed)
    made = queries.read_sheet(part.model, typed.raw, part.value or {})
    change = queries.Edit("set", part.address, made, request.POST.get("seen", "")[:40])
    return _save(request, part, change, made)


def _uses(part: Part) -> Mapping[str, int]:
    """How many times each answer of this question of the form is named elsewhere."""
    if not part.is_question:
        return {}
    return queries.uses_of(part.one.definition, f"answers.{part.address[4]}")


def _type_sent(request: Request) -> dict[str, str]:
    kind = request.POST.get("type", "")
    return {"type": kind} if kind in queries.field_types() else {}


def _again(
    request: Request, part: Part, held: Mapping[str, Any], typed: queries.Typed, **more: Any
) -> HttpResponse:
    """The sheet as it was typed: to choose the answers of a question, the settings of another type, or what lacks."""
    errors = {} if "show" in request.POST else typed.errors
    refusal = actions.PartRefused([]) if errors else None
    raw = {**typed_in(request, *_OURS), **({} if errors else typed.raw)}
    return _sheet(request, part, held, raw, [], refusal=refusal, errors=errors, **more)


def _save(request: Request, part: Part, change: queries.Edit, made: Any, **more: Any) -> HttpResponse:
    """Call the verb; when it refuses, the sheet comes back with what was typed and the reason beside its box."""
    slug = part.one.slug
    raw = queries.said_sheet(part.model, made)
    try:
        what = called(made, (*part.address, change.name)) if change.kind == "add" else part.title
        draft = actions.edit_version(actor=request.actor, slug=slug, edit=change, what=what)
    except actions.PartRefused as refusal:
        place = more.pop("place", part.place)
        return _sheet(request, part, made, raw, refusal.findings, refusal=refusal, place=place, **more)
    except actions.PartChanged as refusal:
        return _sheet(request, _part(slug, "/".join(part.address)), made, raw, [], refusal=refusal, **more)
    except actions.NameTaken as refusal:
        return _sheet(request, part, made, raw, [], refusal=refusal, **more)
    except actions.PartGone as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:procedure_version", slug=slug, which=PREPARED)
    _say_saved(request, part, draft, done_said(change.kind, what))
    return redirect(after(_after(part, change, draft), draft))


def _after(part: Part, change: queries.Edit, draft: Any) -> str:
    """The screen of what was changed, under the name that it has now."""
    data = queries.with_optional(queries.draft_data(draft))
    return edit_url(part.one.slug, queries.address_of(data, change.place_after(part.data, data)))


def _say_saved(request: Request, part: Part, draft: Any, done: str) -> None:
    assert part.one.draft is not None
    saved = _("C’est enregistré dans la version en préparation.")
    messages.success(request, f"{done} {saved}")
    if draft.problems > part.one.draft.problems:
        messages.warning(
            request, _("Ce changement laisse des points à corriger : ils sont sur la page de la version.")
        )


def _sheet(
    request: Request,
    part: Part,
    held: Mapping[str, Any],
    raw: dict[str, list[str]],
    findings: Sequence[queries.Finding],
    *,
    refusal: Refusal | None = None,
    place: tuple[Any, ...] | None = None,
    new: bool = False,
    name: str = "",
    after: str = "",
    errors: Mapping[str, list[str]] | None = None,
) -> HttpResponse:
    model = part.model
    beside, general = placed(findings, part.place if place is None else place, raw)
    beside |= errors or {}
    unnamed = str(refusal) if isinstance(refusal, NameMissing | actions.NameTaken) else ""
    changed = refusal if isinstance(refusal, actions.PartChanged) else None
    sheet = Sheet(part.one.definition, raw, beside, new, part.known, _uses(part))
    context = {
        "one": part.one,
        "part": part,
        "noun": queries.NOUNS.get(model.__name__, ""),
        "new": new,
        "title": _("Ajouter") if new else part.title,
        "trail": trail(part),
        "items": sheet.items(model, held),
        "general": general,
        "summary": [
            *([("id_new_name", unnamed)] if unnamed else []),
            *((f"id_{key.replace('.', '-')}", text) for key, texts in beside.items() for text in texts),
        ]
        if refusal
        else [],
        "refusal": refusal,
        "changed": changed,
        "now": _differences(part, held) if changed else [],
        "seen": "" if new else queries.digest(part.value),
        "readable": queries.readable(part.one.definition, part.address),
        "children": [] if new else _children(part, held),
        "pages": [] if new else _other_pages(part),
        "new_name": name,
        "after": after,
        "here": request.path,
        "depending": "" if new else _depending(part),
        "unnamed": unnamed,
        "needs_name": new and part.shape == "mapping",
        **_moves(part, new=new),
        "last_change": None if refusal else last_change(request, part.one.draft),
        "removable": not new and _removable(part),
        "has_errors": bool(refusal),
        "picture": part.address[0] == "workflow",
    }
    return render(request, "desk/procedures/edit.html", context, status=422 if refusal else 200)


def _moves(part: Part, *, new: bool) -> dict[str, bool]:
    """Where a part of a list may go in it."""
    index = part.place[-1]
    if new or not isinstance(index, int):
        return {"in_list": False}
    last = len(queries.find(part.data, part.place[:-1])) - 1
    return {"in_list": True, "may_rise": index > 0, "may_sink": index < last}


def trail(part: Part) -> list[tuple[str, str]]:
    """The way from the version to the part."""
    slug = part.one.slug
    steps = [(part.one.name, reverse("desk:procedure_version", args=[slug, PREPARED]))]
    for depth in range(1, len(part.address)):
        address = part.address[:depth]
        place = queries.place_of(part.data, address)
        if (
            place
            and queries.shape_of(place) != "plain"
            and address not in (("form",), ("workflow",), ("connectors",))
        ):
            step = Part(part.one, part.data, address, place)
            steps.append((step.title, edit_url(slug, address)))
    return [*steps, (part.title, "")]


def _differences(part: Part, typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a colleague saved meanwhile, where it is not what was typed here."""
    current = part.value if isinstance(part.value, Mapping) else {}
    said = queries.said_sheet(part.model, current)
    mine = queries.said_sheet(part.model, typed)
    keys = sorted({key.split(".")[0] for key in said.keys() | mine.keys() if said.get(key) != mine.get(key)})
    return [
        (queries.words_of(part.model.__name__, key).capitalize(), ", ".join(said.get(key, [])) or "—")
        for key in keys
    ]


def _children(part: Part, held: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts below that have screens of their own."""
    found = []
    for entry in queries.entries(part.model, held):
        if entry.kind != "parts":
            continue
        address = (*part.address, entry.key)
        below = Part(part.one, part.data, address, (*part.place, entry.key))
        if entry.key == "fields" and part.model is queries.Field and not below.value and not _is_block(held):
            continue  # only a repeated block asks questions of its own
        found.append(_child_list(below) if below.shape in ("list", "mapping") else _single(below))
    return found


def _is_block(held: Mapping[str, Any]) -> bool:
    """Whether a question asks others in each of its lines."""
    kind = queries.field_types().get(str(held.get("type", "")))
    return kind is not None and "fields" in kind.keys


def _single(below: Part) -> dict[str, Any]:
    label = queries.words_of("", below.address[-1]).capitalize()
    return {
        "title": label,
        "url": edit_url(below.one.slug, below.address),
        "absent": not below.value,
        "single": True,
    }


def _child_list(below: Part) -> dict[str, Any]:
    held = below.value or ()
    elements: list[tuple[Any, Any]] = list(held.items() if isinstance(held, Mapping) else enumerate(held))
    rows = []
    for key, element in elements:
        address = queries.address_of(below.data, (*below.place, key))
        findings = [
            one
            for one in below.one.findings_apart
            if one.place[: len(below.place) + 1] == (*below.place, key)
        ]
        rows.append(
            {
                "title": called(element, address),
                "name": address[-1],
                "url": edit_url(below.one.slug, address),
                "act": reverse("desk:procedure_act", args=[below.one.slug, "/".join(address)]),
                "problems": len([one for one in findings if one.prevents]),
                "inner": _questions(below, (*below.place, key), findings)
                if below.model is queries.Page
                else [],
            }
        )
    return {
        "title": queries.words_of(
            below.address[-2] if len(below.address) > 1 else "", below.address[-1]
        ).capitalize(),
        "rows": rows,
        "ordered": below.shape == "list",
        "add": reverse("desk:procedure_add", args=[below.one.slug, "/".join(below.address)]),
        "noun": queries.NOUNS.get(below.model.__name__, ""),
    }


def _questions(pages: Part, place: tuple[str | int, ...], findings: list[queries.Finding]) -> list[Any]:
    """The questions of a page: what each is called, where it is changed, whether something is wrong in it."""
    return [
        (
            called(one, (str(one.get("name", "")),)),
            edit_url(pages.one.slug, queries.address_of(pages.data, (*place, "fields", index))),
            any(
                found.prevents and found.place[len(place) : len(place) + 2] == ("fields", index)
                for found in findings
            ),
        )
        for index, one in enumerate(queries.find(pages.data, place).get("fields") or ())
    ]


def _list(request: Request, part: Part) -> HttpResponse:
    context = {
        "one": part.one,
        "part": part,
        "title": part.title,
        "trail": trail(part),
        "child": _child_list(part),
        "picture": part.address[0] == "workflow",
        "statuses": queries.workflow_list(part.one.definition) if part.address[0] == "workflow" else [],
        "last_change": last_change(request, part.one.draft),
    }
    return render(request, "desk/procedures/edit_list.html", context)


def _other_pages(part: Part) -> list[tuple[str, str]]:
    """The pages to which a question may be sent."""
    if not part.is_question:
        return []
    here = part.address[2]
    return [
        (page.name, page.title)
        for page in part.one.definition.package.form.pages
        if page.name != here and not page.exit
    ]


def _removable(part: Part) -> bool:
    """An element of a list or a mapping, or a single part that may be absent."""
    if isinstance(part.place[-1], int) or queries.shape_of(part.place[:-1]) == "mapping":
        return True
    holder = queries.model_of(part.place[:-1])
    info = holder.model_fields.get(str(part.place[-1])) if holder else None
    return info is not None and not info.is_required() and part.value is not None


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def add(request: Request, slug: str, address: str) -> HttpResponse:
    """A new element of a list or of a mapping, on the sheet of its kind."""
    part = _part(slug, address)
    if part.shape not in ("list", "mapping"):
        raise Http404
    first = queries.beginning(part.data, part.place, clock.today())
    after = _after_which(part, request.GET.get("apres", "") or request.POST.get("after", ""))
    if request.method == "GET":
        kind = request.GET.get("type", "")
        held = {"type": kind} if kind in queries.field_types() and "type" in first else first
        raw = {**queries.said_sheet(part.model, held), **_begun(after)}
        return _sheet(request, part, held, raw, [], new=True, after=after)
    name = request.POST.get("new_name", "").strip()[:40]
    typed = queries.composed(typed_in(request, *_OURS), part.known)
    if typed.errors or "show" in request.POST:
        held = {**first, **(_type_sent(request) if "type" in first else {})}
        return _again(request, part, held, typed, new=True, name=name, after=after)
    read = queries.read_sheet(part.model, typed.raw, first)
    made = queries.completed(part.model.__name__, read, clock.today())
    if part.shape == "mapping" and not name:
        return _sheet(request, part, made, queries.said_sheet(part.model, made), [], new=True,
                      refusal=NameMissing())  # fmt: skip
    at = name if part.shape == "mapping" else len(part.value or [])
    if after:
        at = [one["name"] for one in part.value].index(after) + 1
    change = queries.Edit(
        "add", part.address, made, name=name if part.shape == "mapping" else "", after=after
    )
    return _save(request, part, change, made, new=True, name=name, place=(*part.place, at), after=after)


def _after_which(part: Part, name: str) -> str:
    """The question of this page after which a new one comes, or nothing: at the end."""
    names = [one.get("name") for one in part.value or () if isinstance(one, Mapping)]
    return name if part.model is queries.Field and part.shape == "list" and name in names else ""


def _begun(after: str) -> dict[str, list[str]]:
    """The condition of a question that depends on another, as far as it is known."""
    return {"when.asked": ["only"], "when.0.of": [f"answers.{after}"]} if after else {}


def _depending(part: Part) -> str:
    """Where a question is added that depends on this one of the form; nothing for what asks nothing."""
    if not part.is_question or f"answers.{part.address[4]}" not in {
        one.path for one in queries.subjects(part.one.definition, part.address[:4])
    }:
        return ""
    url = reverse("desk:procedure_add", args=[part.one.slug, "/".join(part.address[:4])])
    return f"{url}?apres={part.address[4]}"


@agent(*MANAGERS)
@require_POST
def act(request: Request, slug: str, address: str) -> HttpResponse:
    """Move a part in its list or to another page, or take it out."""
    part = _part(slug, address)
    kind = request.POST.get("act", "")
    to = ("form", "pages", request.POST.get("page", ""), "fields") if kind == "send" else ()
    if kind not in ("up", "down", "remove", "send"):
        raise Http404
    seen = request.POST.get("seen", "")[:40] if kind == "remove" else ""
    contents = _contents(part) if kind == "remove" and "confirmed" not in request.POST else []
    if contents:
        return _ask_removal(request, part, contents)
    change = queries.Edit(kind, part.address, to=to, seen=seen)  # type: ignore[arg-type]
    try:
        draft = actions.edit_version(actor=request.actor, slug=slug, edit=change, what=part.title)
    except actions.PartRefused as refusal:
        for finding in refusal.findings[:5]:
            messages.error(request, f"{finding.message_fr} {finding.hint}")
        return redirect(edit_url(slug, part.address))
    except (actions.PartGone, actions.PartChanged) as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:procedure_version", slug=slug, which=PREPARED)
    _say_saved(request, part, draft, done_said(kind, part.title))
    return redirect(after(_after(part, change, draft), draft))


def _contents(part: Part) -> list[str]:
    """What would go with a page, a status or a repeated block."""
    held = part.value if isinstance(part.value, Mapping) else {}
    return [
        called(one, (str(number),))
        for key in ("fields", "transitions", "enter")
        for number, one in enumerate(held.get(key) or (), start=1)
    ]


def _ask_removal(request: Request, part: Part, contents: list[str]) -> HttpResponse:
    """A page of its own, before what holds other parts goes."""
    context = {
        "one": part.one,
        "part": part,
        "title": part.title,
        "trail": trail(part),
        "contents": contents,
        "seen": queries.digest(part.value),
        "back": edit_url(part.one.slug, part.address),
    }
    return render(request, "desk/procedures/edit_remove.html", context)
