"""The shelf as its manager sees it: procedures, their versions, what each holds, whether its examples pass."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beffroi.cases import queries as cases
from beffroi.procedures import queries
from beffroi.ui.access import agent
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request

from .ending import endings_said
from .which import shown

#: Who keeps procedures.
MANAGERS = ("manager", "admin")


def language() -> str:
    """The reader's language."""
    return get_language() or "fr"


def open_cases(count: int) -> str:
    """A capped count in words."""
    if count > cases.COUNT_CAP:
        return ngettext("plus de %(n)s dossier", "plus de %(n)s dossiers", cases.COUNT_CAP) % {
            "n": cases.COUNT_CAP
        }
    return ngettext("%(n)s dossier", "%(n)s dossiers", count) % {"n": count}


@agent(*MANAGERS)
@require_GET
@never_cache
def procedures(request: Request) -> HttpResponse:
    """Every procedure: its version in force, the versions on which cases are still open."""
    counts = cases.open_cases_of(queries.versions_held())
    busy = defaultdict(list)
    for version in queries.versions_held().filter(pk__in=counts):
        busy[version.procedure_id].append((version.number, open_cases(counts[version.pk])))
    drafts = {draft.slug: draft for draft in queries.drafts_open().select_related("changed_by__account")}
    proposed = {one.procedure_id for one in queries.proposals_open()}
    rows = [
        (held, _title(held), busy[held.pk], drafts.pop(held.slug, None), held.pk in proposed)
        for held in queries.procedures_held()
    ]
    context = {
        "rows": sorted(rows, key=lambda row: row[1]),
        "new": list(drafts.values()),
        "endings": endings_said(queries.endings_in_force()),
    }
    return render(request, "desk/procedures/procedures.html", context)


def _title(held: Any) -> str:
    found = queries.definition(held.in_force_id)
    return found.say(found.package.procedure.title, language())


@agent(*MANAGERS)
@require_GET
@never_cache
def procedure(request: Request, slug: str) -> HttpResponse:
    """One procedure: every version, when, by whom, and the cases open on it."""
    with or_404():
        in_force = queries.version_in_force(slug)
    found = queries.definition(in_force.pk)
    counts = cases.open_cases_of(queries.versions_of(slug))
    versions = list(queries.versions_of(slug).defer("canonical"))
    published, notes = queries.publications(slug), queries.notes_of(slug)
    previous = max((one.number for one in versions if one.number < in_force.number), default=0)
    context = {
        "slug": slug,
        "title": found.say(found.package.procedure.title, language()),
        "summary": found.say(found.package.procedure.summary, language()),
        "in_force": in_force,
        "draft": queries.drafts_open().filter(slug=slug).select_related("changed_by__account").first(),
        "proposal": queries.newest_proposals().filter(procedure__slug=slug).first(),
        "endings": endings_said((slug, one) for one in queries.endings_of(found)),
        "newest": versions[0].number,
        "has_options": bool(found.package.procedure.options),
        "has_tables": bool(found.references),
        "versions": [
            (
                version,
                published.get(version.number),
                open_cases(counts.get(version.pk, 0)),
                version.pk in counts and version.number < versions[0].number,
                notes.get(version.pk, ""),
                version.number < in_force.number and previous == version.number,
            )
            for version in versions
        ],
    }
    return render(request, "desk/procedures/procedure.html", context)


@agent(*MANAGERS)
@require_GET
@never_cache
def version(request: Request, slug: str, which: int) -> HttpResponse:
    """One version: what check says of it, the picture of its workflow and the same as a list."""
    with or_404():
        one = shown(slug, which)
    if one.draft is not None:
        from .drafts import show_draft

        return show_draft(request, one)
    context = {
        "one": one,
        "title": one.definition.say(one.definition.package.procedure.title, language()),
        "views": tabs(one, "version"),
        "findings": [(finding, "") for finding in one.findings],
        "statuses": queries.workflow_list(one.definition, language()),
        "changelog": one.definition.package.changelog,
    }
    return render(request, "desk/procedures/version.html", context)


def tabs(one: Any, current: str) -> list[tuple[str, str, bool]]:
    """The ways to look at a version."""
    here = [one.slug, one.which]
    found = [
        (
            "version",
            _("Circuit") if one.which else _("Préparer"),
            reverse("desk:procedure_version", args=here),
        ),
        ("examples", _("Exemples"), reverse("desk:procedure_examples", args=here)),
        ("citizen", _("Voir comme un citoyen"), reverse("desk:preview_start", args=here)),
        ("agent", _("Voir comme un agent"), reverse("desk:preview_agent", args=here)),
    ]
    paper = "desk:paper_form" if one.which else "desk:preview_paper"
    found.append(("paper", _("Voir sur papier"), reverse(paper, args=here)))
    return [(label, url, name == current) for name, label, url in found]


@agent(*MANAGERS)
@require_GET
@never_cache
def picture(request: Request, slug: str, which: int) -> HttpResponse:
    """The drawing of the workflow."""
    with or_404():
        one = shown(slug, which)
    return HttpResponse(queries.workflow_svg(one.definition, language()), content_type="image/svg+xml")


@agent(*MANAGERS)
@require_GET
@never_cache
def examples(request: Request, slug: str, which: int) -> HttpResponse:
    """The examples of the package, played now."""
    with or_404():
        one = shown(slug, which)
    results = queries.run_examples(one.definition) if one.runs else []
    context = {
        "one": one,
        "title": one.definition.say(one.definition.package.procedure.title, language()),
        "views": tabs(one, "examples"),
        "runs": one.runs,
        "results": results,
        "passed": sum(result.passed for result in results),
    }
    return render(request, "desk/procedures/examples.html", context)
