"""Buttons of the case screen: each calls one verb and comes back, saying what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from beffroi.cases import actions, queries
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.ui.access import agent
from beffroi.ui.requests import Request

from .screen import show

#: The largest sealed PDF taken in at the desk, in bytes.
_MOST_BYTES = 15 * 1024 * 1024


def _back(request: Request, case_id: UUID, verb: Callable[[], Any], done: str, about: str) -> HttpResponse:
    """Call a verb; on refusal show the case again with the reason and what was typed."""
    try:
        verb()
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        return show(request, case_id, refusal=refusal, about=about, typed=request.POST)
    messages.success(request, done)
    return redirect("desk:case", case_id=case_id)


def _task_id(request: Request, case_id: UUID) -> UUID:
    try:
        view = queries.case_for_desk(request.actor, case_id)
    except NotFound as refusal:
        raise Http404 from refusal
    if view.task is None:
        raise Http404
    return view.task.pk


def _revision(request: Request) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isdigit() else None


@agent()
@require_POST
def claim(request: Request, case_id: UUID) -> HttpResponse:
    """Take a case in charge."""
    task_id = _task_id(request, case_id)
    verb = lambda: actions.claim_task(actor=request.actor, task_id=task_id)  # noqa: E731
    return _back(request, case_id, verb, _("Le dossier est à vous."), "claim")


@agent()
@require_POST
def claim_several(request: Request) -> HttpResponse:
    """Take all ticked cases of the list; those that cannot be taken are named."""
    taken = 0
    for text in request.POST.getlist("case")[:100]:
        try:
            actions.claim_task(actor=request.actor, task_id=_task_id(request, UUID(text)))
            taken += 1
        except ValueError:
            continue
        except (Refusal, Http404) as refusal:
            messages.warning(request, str(refusal) or _("Un dossier n’est plus à prendre."))
    if taken:
        words = ngettext("%(n)s dossier est à vous.", "%(n)s dossiers sont à vous.", taken)
        messages.success(request, words % {"n": taken})
    elif not request.POST.getlist("case"):
        messages.warning(request, _("Cochez d’abord les dossiers que vous voulez prendre."))
    return redirect("desk:work_list")


@agent()
@require_POST
def release(request: Request, case_id: UUID) -> HttpResponse:
    """Give a case back to the list."""
    task_id = _task_id(request, case_id)
    verb = lambda: actions.release_task(actor=request.actor, task_id=task_id)  # noqa: E731
    return _back(request, case_id, verb, _("Le dossier est de nouveau à prendre."), "release")


@agent("head", "manager", "admin")
@require_POST
def assign(request: Request, case_id: UUID) -> HttpResponse:
    """Give a case to an agent of the department."""
    task_id = _task_id(request, case_id)
    try:
        agent_id = UUID(request.POST.get("agent", ""))
    except ValueError:
        return show(request, case_id, refusal=Refusal(_("Choisissez une personne.")), about="assign")
    verb = lambda: actions.assign_task(actor=request.actor, task_id=task_id, agent_id=agent_id)  # noqa: E731
    return _back(request, case_id, verb, _("Le dossier est attribué."), "assign")


@agent()
@require_POST
def transition(request: Request, case_id: UUID, transition: str) -> HttpResponse:
    """Take one of the steps that the workflow offers."""
    form = {
        key: request.POST.get(key, "")
        for key in request.POST
        if key not in ("csrfmiddlewaretoken", "revision")
    }

    def verb() -> None:
        actions.take_transition(
            actor=request.actor,
            case_id=case_id,
            transition=transition,
            form=form,
            revision=_revision(request),
        )

    return _back(request, case_id, verb, _("C’est fait."), transition)


@agent()
@require_POST
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Ask the applicant for more."""

    def verb() -> None:
        actions.request_information(
            actor=request.actor,
            case_id=case_id,
            question=request.POST.get("question", ""),
            wants_file=bool(request.POST.get("wants_file")),
            revision=_revision(request),
        )

    return _back(request, case_id, verb, _("Votre question est envoyée."), "ask")


@agent()
@require_POST
def note(request: Request, case_id: UUID) -> HttpResponse:
    """Write an internal note."""

    def verb() -> None:
        actions.add_note(actor=request.actor, case_id=case_id, text=request.POST.get("note", ""))

    return _back(request, case_id, verb, _("La note est ajoutée."), "note")


@agent()
@require_POST
def upload(request: Request, case_id: UUID) -> HttpResponse:
    """Take in a PDF sealed by the bank of acts or the national register, byte for byte."""
    file = request.FILES.get("document")
    if file is None or (file.size or 0) > _MOST_BYTES:
        reason = _("Choisissez un fichier PDF de 15 Mo au plus.")
        return show(request, case_id, refusal=Refusal(reason), about="upload")

    def verb() -> None:
        actions.upload_sealed_document(
            actor=request.actor,
            case_id=case_id,
            content=file.read(),
            origin="rn" if request.POST.get("origin") == "rn" else "baec",
            revision=_revision(request),
        )

    return _back(request, case_id, verb, _("Le document est au dossier, tel qu’il a été reçu."), "upload")


@agent("head", "registrar")
@require_POST
def revoke(request: Request, case_id: UUID, paper_id: UUID) -> HttpResponse:
    """Say that a document is no longer valid: whoever verifies it reads so."""

    def verb() -> None:
        actions.revoke_document(
            actor=request.actor, case_id=case_id, paper_id=paper_id, reason=request.POST.get("reason", "")
        )

    return _back(request, case_id, verb, _("Le document est révoqué."), "revoke")
