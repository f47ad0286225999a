"""What is to do, and where a case is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beffroi.cases import queries
from beffroi.people import queries as people
from beffroi.procedures import queries as procedures
from beffroi.ui.access import agent
from beffroi.ui.requests import Request

from .words import PHASES, turn_tag

#: The views above the work list: address word, label, which count it shows.
_VIEWS = (
    ("to_take", gettext_lazy("À prendre")),
    ("mine", gettext_lazy("À moi")),
    ("late", gettext_lazy("En retard")),
    ("waiting", gettext_lazy("En attente d’ailleurs")),
    ("all_open", gettext_lazy("Tous les dossiers en cours")),
    ("done", gettext_lazy("Délivrés récemment")),
)
#: In these views it is always our turn, and the reader's or nobody's yet: who acts would be the same in every row.
_OURS = ("to_take", "mine")
_MOST_FOUND = 50


@agent()
@require_GET
@never_cache
def work_list(request: Request) -> HttpResponse:
    """The work of my departments, the most urgent first."""
    filters = _filters(request)
    counts = queries.desk_counts(request.actor)
    page = queries.work_list(request.actor, filters)
    titles, departments = _titles(), _departments(request)
    context = {
        "views": [_tab(view, label, counts, filters.view) for view, label in _VIEWS],
        "filters": filters,
        "rows": [(row, *turn_tag(row.case, row.task, row.holder)) for row in page.rows],
        "shows_turn": filters.view not in _OURS,
        "next": _url(request, after=page.after) if page.after else "",
        "first": _url(request, after="") if filters.after else "",
        "procedures": [("", _("Toutes")), *titles],
        "phases": [("", _("Tous"))]
        + [(phase, word) for phase, (word, _state) in PHASES.items() if phase != "draft"],
        "departments": departments,
        "active": _active(request, filters, titles, departments),
        "clear": f"{reverse('desk:work_list')}?vue={filters.view}",
    }
    return render(request, "desk/cases/work_list.html", context)


def _filters(request: Request) -> queries.DeskFilters:
    views = {view for view, _label in _VIEWS}
    asked = request.GET.get("vue", "to_take")
    return queries.DeskFilters(
        view=asked if asked in views else "to_take",
        procedure=request.GET.get("demarche", "")[:80],
        phase=request.GET.get("avancement", "")[:24],
        department=request.GET.get("service", "")[:80],
        text=request.GET.get("q", "").strip()[:100],
        after=request.GET.get("suite", "")[:60],
    )


def _tab(view: str, label: Any, counts: Any, current: str) -> tuple[str, str, bool, str]:
    count = getattr(counts, view)
    shown = f"{count}+" if view in counts.capped else str(count)
    return str(label), f"{reverse('desk:work_list')}?vue={view}", view == current, shown


def _url(request: Request, *, after: str) -> str:
    kept = {key: str(value) for key, value in request.GET.items() if key != "suite"}
    return f"{request.path}?{urlencode({**kept, **({'suite': after} if after else {})})}"


def _titles() -> list[tuple[str, str]]:
    """The procedures to filter by, in the reader's language."""
    return [(card.slug, card.title) for card in procedures.catalogue(get_language() or "fr")]


def _departments(request: Request) -> list[tuple[str, Any]]:
    mine = [d for d in people.departments() if d.slug in request.actor.departments]
    return [("", _("Tous")), *((d.slug, str(d)) for d in mine)] if len(mine) > 1 else []


def _active(
    request: Request,
    filters: queries.DeskFilters,
    titles: list[tuple[str, str]],
    departments: list[tuple[str, Any]],
) -> list[tuple[str, str]]:
    """The filters that are on, each with the address that takes it off."""
    shown = {"demarche": filters.procedure, "avancement": filters.phase, "service": filters.department}
    words = {"demarche": _("Démarche"), "avancement": _("Avancement"), "service": _("Service")}
    said: dict[str, dict[str, Any]] = {
        "demarche": dict(titles),
        "avancement": {phase: word for phase, (word, _state) in PHASES.items()},
        "service": dict(departments),
    }
    made = [
        (f"{words[key]} : {said[key].get(value, value)}", _without(request, key))
        for key, value in shown.items()
        if value
    ]
    return made + ([(f"« {filters.text} »", _without(request, "q"))] if filters.text else [])


def _without(request: Request, key: str) -> str:
    kept = {k: str(v) for k, v in request.GET.items() if k not in (key, "suite")}
    return f"{request.path}?{urlencode(kept)}"


@agent()
@require_GET
@never_cache
def search(request: Request) -> HttpResponse:
    """Any case of my departments, open or closed, by number or name."""
    text = request.GET.get("q", "").strip()[:100]
    found = queries.search_cases(request.actor, text, limit=_MOST_FOUND) if text else []
    context = {
        "q": text,
        "rows": [(row, *turn_tag(row.case, row.task, row.holder)) for row in found],
        "capped": len(found) == _MOST_FOUND,
        "archive": queries.has_archive(request.actor),
    }
    return render(request, "desk/cases/search.html", context)
