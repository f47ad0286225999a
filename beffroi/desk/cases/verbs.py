"""Buttons of the case screen: each calls one verb and comes back, saying what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.cases import actions, queries
from beffroi.cases.models import Task
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.people import queries as people
from beffroi.ui.access import agent
from beffroi.ui.requests import Request, revision_of

from .screen import reason_in, show

#: The largest sealed PDF taken in at the desk, in bytes.
_MOST_BYTES = 15 * 1024 * 1024
#: As a document holds it, in characters.
_LONGEST_REASON = 500


class NothingToTake(Refusal):
    """Somebody has done the step meanwhile, or the case went on by itself."""

    message = gettext_lazy("Il n’y a plus rien à faire sur ce dossier pour le moment.")


class NobodyChosen(Refusal):
    """A case is given to somebody."""

    message = gettext_lazy("Choisissez une personne.")


class NoDocument(Refusal):
    """No file came, or one far larger than a sealed document."""

    message = gettext_lazy("Choisissez un fichier PDF de 15 Mo au plus.")


class ReasonTooLong(Refusal):
    """The reason stands on the document itself."""

    message = gettext_lazy("Écrivez la raison en 500 signes au plus.")


@contextmanager
def _or_404() -> Iterator[None]:
    """What is not there, or not for this agent, is a page that does not exist; other refusals are for the screen."""
    try:
        yield
    except NotFound as refusal:
        raise Http404 from refusal


def _back(request: Request, case_id: UUID, verb: Callable[[], object], done: str, about: str) -> HttpResponse:
    """Call a verb; on refusal show the case again with the reason and what was typed."""
    try:
        with _or_404():
            verb()
    except Refusal as refusal:
        return show(request, case_id, refusal=refusal, about=about, typed=request.POST)
    messages.success(request, done)
    if not queries.sees_case(request.actor, case_id):  # the step may have handed it to another department
        return redirect("desk:work_list")
    return redirect("desk:case", case_id=case_id)


def _task(request: Request, case_id: UUID) -> Task:
    task = queries.open_task(request.actor, case_id)
    if task is None:
        raise NothingToTake
    return task


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@agent()
@require_POST
def claim(request: Request, case_id: UUID) -> HttpResponse:
    """Take a case in charge."""

    def verb() -> None:
        actions.claim_task(actor=request.actor, task_id=_task(request, case_id).pk)

    return _back(request, case_id, verb, _("Le dossier est à vous."), "claim")


@agent()
@require_POST
def claim_several(request: Request) -> HttpResponse:
    """Take all ticked cases of the list; those that cannot be taken are named."""
    ticked = [case_id for text in request.POST.getlist("case")[:100] if (case_id := _uuid(text))]
    taken = 0
    for case_id in ticked:
        try:
            actions.claim_task(actor=request.actor, task_id=_task(request, case_id).pk)
            taken += 1
        except NotFound:
            messages.warning(request, _("Un dossier n’est plus à prendre."))
        except Refusal as refusal:
            messages.warning(request, str(refusal))
    if taken:
        words = ngettext("%(n)s dossier est à vous.", "%(n)s dossiers sont à vous.", taken)
        messages.success(request, words % {"n": taken})
    elif not ticked:
        messages.warning(request, _("Cochez d’abord les dossiers que vous voulez prendre."))
    return redirect("desk:work_list")


@agent()
@require_POST
def release(request: Request, case_id: UUID) -> HttpResponse:
    """Give a case back to the list."""

    def verb() -> None:
        actions.release_task(actor=request.actor, task_id=_task(request, case_id).pk)

    return _back(request, case_id, verb, _("Le dossier est de nouveau à prendre."), "release")


@agent("head", "manager", "admin")
@require_POST
def assign(request: Request, case_id: UUID) -> HttpResponse:
    """Give a case to an agent of the department."""

    def verb() -> None:
        task, agent_id = _task(request, case_id), _uuid(request.POST.get("agent", ""))
        if agent_id is None or not people.agents_of(task.department).filter(pk=agent_id).exists():
            raise NobodyChosen
        actions.assign_task(actor=request.actor, task_id=task.pk, agent_id=agent_id)

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
            revision=revision_of(request),
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
            revision=revision_of(request),
        )

    return _back(request, case_id, verb, _("Votre question est envoyée."), "ask")


@agent()
@require_POST
def complete(request: Request, case_id: UUID) -> HttpResponse:
    """Say that nothing is missing any more: the legal period begins."""

    def verb() -> None:
        actions.declare_complete(actor=request.actor, case_id=case_id, revision=revision_of(request))

    return _back(request, case_id, verb, _("Le délai légal court à partir d’aujourd’hui."), "complete")


@agent()
@require_POST
def extend(request: Request, case_id: UUID) -> HttpResponse:
    """Take longer than the legal period, by the text that allows it."""

    def verb() -> None:
        reason = request.POST.get("longer_reason", "")
        if len(reason) > _LONGEST_REASON:
            raise ReasonTooLong
        actions.extend_legal_period(
            actor=request.actor, case_id=case_id, reason=reason, revision=revision_of(request)
        )

    return _back(request, case_id, verb, _("Le délai légal est prolongé."), "extend")


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

    def verb() -> None:
        file = request.FILES.get("document")
        if file is None or (file.size or 0) > _MOST_BYTES:
            raise NoDocument
        actions.upload_sealed_document(
            actor=request.actor,
            case_id=case_id,
            content=file.read(),
            origin="rn" if request.POST.get("origin") == "rn" else "baec",
            revision=revision_of(request),
        )

    return _back(request, case_id, verb, _("Le document est au dossier, tel qu’il a été reçu."), "upload")


@agent("registrar")
@require_POST
@never_cache
def register(request: Request, case_id: UUID) -> HttpResponse:
    """Look the person concerned up in the population register; the reason is recorded first."""
    reason = request.POST.get("why", "")[:_LONGEST_REASON]
    try:
        with _or_404():
            record = actions.look_up_register(actor=request.actor, case_id=case_id, reason=reason)
    except Refusal as refusal:
        return show(request, case_id, refusal=refusal, about="register", typed=request.POST)
    return show(request, case_id, record=record)


@agent("head", "registrar")
@require_POST
def revoke(request: Request, case_id: UUID, paper_id: UUID) -> HttpResponse:
    """Say that a document is no longer valid: whoever verifies it reads so."""

    def verb() -> None:
        reason = reason_in(request.POST)
        if len(reason) > _LONGEST_REASON:
            raise ReasonTooLong
        actions.revoke_document(actor=request.actor, case_id=case_id, paper_id=paper_id, reason=reason)

    return _back(request, case_id, verb, _("Le document est révoqué."), f"revoke-{paper_id}")
