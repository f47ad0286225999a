"""The archive of the e-guichet that ran before: to find, to read, never to change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beffroi.cases import actions, queries
from beffroi.journal import actions as journal
from beffroi.lib.refs import ref
from beffroi.ui import spoken
from beffroi.ui.access import agent
from beffroi.ui.answers import SHOWN_IN_PLACE, file_response, or_404
from beffroi.ui.requests import Request

from .words import CHANNELS

_WHO = {"citizen": _("la personne qui demande"), "agent": _("un agent"), "system": _("l’ancien guichet")}


@agent()
@require_GET
@never_cache
def archive(request: Request) -> HttpResponse:
    """The imported cases of my departments, the latest closed first."""
    text = request.GET.get("q", "").strip()[:100]
    page = queries.archive_of(request.actor, text=text, after=request.GET.get("suite", "")[:80])
    context = {
        "q": text,
        "staying": queries.staying(request.actor),
        "rows": [(case, page.titles[case.procedure]) for case in page.cases],
        "next": _url(q=text, suite=page.after) if page.after else "",
        "first": _url(q=text) if request.GET.get("suite") else "",
    }
    return render(request, "desk/cases/archive.html", context)


def _url(**given: str) -> str:
    return f"{reverse('desk:archive')}?{urlencode({key: value for key, value in given.items() if value})}"


@agent()
@require_GET
@never_cache
def archived(request: Request, archived_id: UUID) -> HttpResponse:
    """One imported case; the look at it is recorded before it is shown."""
    with or_404():
        view = queries.archived_case(request.actor, archived_id)
    case = view.case
    journal.consult(
        actor=request.actor, reason=f"dossier {case.reference}", screen="desk.archived", subjects=[ref(case)]
    )
    context = {
        "view": view,
        "case": case,
        "figures": _figures(view),
        "history": [_entry(step) for step in reversed(view.history)],
        "shown": SHOWN_IN_PLACE,
    }
    return render(request, "desk/cases/archived.html", context)


def _figures(view: queries.ArchivedCase) -> list[tuple[Any, Any]]:
    case = view.case
    received = {"when": spoken.moment(case.submitted_at), "how": CHANNELS.get(case.channel, case.channel)}
    return [
        (_("Dernière étape"), case.status),
        (_("Reçu"), _("%(when)s, %(how)s") % received if case.channel else received["when"]),
        (_("Clôturé"), spoken.moment(case.closed_at)),
        (_("Importé"), spoken.moment(case.imported_at)),
        (_("À garder jusqu’au"), spoken.day(case.destroy_after)),
    ]


def _entry(step: queries.PastStep) -> dict[str, Any]:
    """A line of the history; what was told by the other system says so."""
    told = step.event.name == "StepImported"
    return {
        "what": _what(step) if told else step.event.fact().label,
        "at": step.event.occurred_at,
        "who": _WHO.get(step.event.payload["by"], _WHO["system"]) if told else _("Beffroi"),
        "text": step.comment,
        "state": "neutral",
    }


def _what(step: queries.PastStep) -> Any:
    """A status of which the export never gave the words is told by its number there."""
    if not step.event.payload["step"]:
        return _("Demande introduite (importé)")
    if not step.status:
        return _("Note (importé)")
    if step.status == step.event.payload["status"]:
        return _("Étape %(status)s (importé)") % {"status": step.status}
    return _("%(status)s (importé)") % {"status": step.status}


@agent()
@require_GET
@never_cache
def piece(request: Request, archived_id: UUID, piece_id: UUID) -> HttpResponse:
    """A file of an imported case, shown in place when a browser can without risk."""
    with or_404():
        name, content_type, content = actions.open_imported_piece(
            actor=request.actor, case_id=archived_id, piece_id=piece_id
        )
    return file_response(content, name, content_type, inline=True)
