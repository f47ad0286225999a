"""Letters to print and send."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beffroi.correspondence import actions, queries
from beffroi.documents import queries as documents
from beffroi.journal import actions as journal
from beffroi.lib.refusals import Refusal
from beffroi.ui.access import agent
from beffroi.ui.answers import file_response, or_404
from beffroi.ui.requests import Request


@agent()
@require_GET
@never_cache
def letters(request: Request) -> HttpResponse:
    """The letters of my departments that wait for a printer."""
    return _show(request)


def _show(request: Request, refusal: Refusal | None = None) -> HttpResponse:
    waiting = [letter for d in sorted(request.actor.departments) for letter in queries.letters_to_print(d)]
    context = {"letters": waiting, "refusal": refusal, "has_errors": bool(refusal)}
    return render(request, "desk/correspondence/letters.html", context, status=422 if refusal else 200)


@agent()
@require_GET
@never_cache
def letter(request: Request, delivery_id: UUID) -> HttpResponse:
    """A letter as a PDF; the look at it is recorded."""
    found = _look(request, delivery_id)
    return file_response(documents.open_file(found.file_id), "lettre.pdf", "application/pdf", inline=True)


@agent()
@require_GET
@never_cache
def enclosure(request: Request, delivery_id: UUID, document_id: UUID) -> HttpResponse:
    """A document that goes into the envelope with a letter; the look at it is recorded."""
    found = _look(request, delivery_id, "desk.enclosure")
    if document_id not in found.enclosures:
        raise Http404
    file_id = documents.document(document_id).file_id
    return file_response(documents.open_file(file_id), "annexe.pdf", "application/pdf", inline=True)


def _look(request: Request, delivery_id: UUID, screen: str = "desk.letter") -> queries.Letter:
    with or_404():
        found = queries.letter(actor=request.actor, delivery_id=delivery_id)
    journal.consult(actor=request.actor, reason=found.subject, screen=screen, subjects=[found.about])
    return found


@agent()
@require_POST
def printed(request: Request, delivery_id: UUID) -> HttpResponse:
    """Note that a letter is printed and on its way."""
    try:
        with or_404():
            actions.mark_printed(actor=request.actor, delivery_id=delivery_id)
    except Refusal as refusal:
        return _show(request, refusal)
    messages.success(request, _("La lettre est notée comme envoyée."))
    return redirect("desk:letters")
