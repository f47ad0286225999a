"""Move the open cases of a version: choose where they go, read what would happen, confirm it, see how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beffroi.cases import actions
from beffroi.cases import queries as cases
from beffroi.lib.figures import whole
from beffroi.lib.refusals import Refusal
from beffroi.procedures import queries
from beffroi.procedures.models import ProcedureVersion
from beffroi.ui.access import agent
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request

from .moving_words import Versions, move_said, status_said
from .shelf import MANAGERS, language
from .which import name_of

#: So many of the last moves from a version are told.
MOST_MOVES = 3


@dataclass(frozen=True)
class Chosen:
    """What is chosen on the screen: two versions, and where cases go whose status has no namesake."""

    before: ProcedureVersion
    after: ProcedureVersion
    others: Sequence[int]
    statuses: Mapping[str, str]

    @property
    def versions(self) -> Versions:
        """What both say."""
        return Versions(queries.definition(self.before.pk), queries.definition(self.after.pk))


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def move(request: Request, slug: str, which: int) -> HttpResponse:
    """Where the open cases of a version would go, and the button that sends them there."""
    chosen = _chosen(request, slug, which)
    refusal = _ask(request, chosen) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        messages.success(request, _("Le déplacement est demandé : Beffroi déplace les dossiers un par un."))
        return redirect("desk:procedure_move", slug=slug, which=which)
    context = _context(request, chosen, refusal)
    return render(request, "desk/procedures/move.html", context, status=422 if refusal else 200)


def _chosen(request: Request, slug: str, which: int) -> Chosen:
    """The newest of the other versions, unless another one is chosen. Raises Http404."""
    with or_404():
        before = queries.version_of(slug, which)
    others = [one.number for one in queries.versions_of(slug).defer("canonical") if one.number != which]
    if not others:
        raise Http404
    said = request.POST if request.method == "POST" else request.GET
    number = whole(said.get("vers"))
    after = queries.version_of(slug, number if number in others else others[0])
    statuses = {name: said.get(_input(name), "") for name in queries.definition(before.pk).statuses}
    return Chosen(before, after, others, statuses)


def _input(status: str) -> str:
    return f"etape_{status}"


def _ask(request: Request, chosen: Chosen) -> Refusal | None:
    """Ask for the move; why it is refused, when it is."""
    try:
        actions.move_cases(
            actor=request.actor,
            from_version=chosen.before,
            to_version=chosen.after,
            statuses=chosen.statuses,
            seen=request.POST.get("seen", ""),
        )
    except Refusal as refusal:
        return refusal
    return None


def _context(request: Request, chosen: Chosen, refusal: Refusal | None) -> dict[str, Any]:
    versions = chosen.versions
    told = cases.dry_run(request.actor, chosen.before, chosen.after, chosen.statuses)
    moves = [move_said(one) for one in cases.moves_from(chosen.before)[:MOST_MOVES]]
    return {
        "version": chosen.before,
        "slug": versions.before.slug,
        "title": versions.before.say(versions.before.package.procedure.title, language()),
        "from_name": name_of(chosen.before.number),
        "to_name": name_of(chosen.after.number),
        "told": told,
        "going": told.total - told.staying,
        "fields": [_version_field(chosen), *_status_fields(chosen, told, refusal, named=False)],
        "named": _status_fields(chosen, told, refusal, named=True),
        "lines": [versions.line(line) for line in told.lines],
        "reasons": [versions.why(why) for why in told.reasons],
        "notes": [versions.why(why) for why in told.told],
        "carried": [
            ("vers", chosen.after.number),
            *((_input(k), v) for k, v in chosen.statuses.items() if v),
        ],
        "moves": moves,
        "running": any(one["running"] for one in moves),
        "refusal": None if isinstance(refusal, actions.NowhereToGo) else refusal,
        "has_errors": bool(refusal),
    }


def _version_field(chosen: Chosen) -> dict[str, Any]:
    numbers = [(str(number), name_of(number)) for number in chosen.others]
    return _select("vers", _("Vers quelle version ?"), str(chosen.after.number), numbers)


def _status_fields(
    chosen: Chosen, told: cases.DryRun, refusal: Refusal | None, *, named: bool
) -> list[dict[str, Any]]:
    """Where cases go from each status at which some are open: from those ``named`` in the other version too, or not."""
    missing = refusal.statuses if isinstance(refusal, actions.NowhereToGo) else ()
    before, after = chosen.versions.before, chosen.versions.after
    homes = queries.namesakes(before, after)
    places = [(name, status_said(after, name)) for name in queries.open_statuses(after)]
    absent = _("La nouvelle version n’a pas cette étape, ou y clôture les dossiers.")
    return [
        _select(
            _input(line.status),
            _("Où vont les dossiers à l’étape « %(step)s » ?") % {"step": status_said(before, line.status)},
            line.to,
            places if named else [("", _("Choisissez")), *places],
            help="" if named else absent,
            errors=[_("Choisissez une étape.")] if line.status in missing else [],
        )
        for line in told.lines
        if (line.status in homes) is named
    ]


def _select(
    name: str, label: str, value: str, options: Sequence[tuple[str, str]], **more: Any
) -> dict[str, Any]:
    return {
        "name": name,
        "type": "select",
        "label": label,
        "value": value,
        "options": options,
        "required": True,
        **more,
    }
