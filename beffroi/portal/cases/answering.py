"""Answering the commune's question: words and files; a file goes as soon as it is chosen, as those of a form do."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.cases import actions, queries
from beffroi.documents.actions import FileRefused
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.portal.uploads import uploads_of
from beffroi.ui import fields as drawing
from beffroi.ui.access import public, signed_in
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request

from . import space
from .typing import signed_out
from .uploading import told


@signed_in()
@require_POST
@never_cache
def answer(request: Request, case_id: UUID) -> HttpResponse:
    """Answer the commune's question, or take a file out of the answer."""
    with or_404():
        view = queries.case_for(request.actor, case_id)
    if view.question is None:
        messages.info(request, _("Votre réponse est déjà arrivée."))
        return redirect("portal:case", case_id=case_id)
    text = request.POST.get("text", "")
    if "remove_file" in request.POST:
        _remove(request, view.question.pk)
        return space.show(request, case_id, answer=text)
    try:
        actions.provide_information(
            actor=request.actor, request_id=view.question.pk, text=text, files=uploads_of(request, "files")
        )
    except Refusal as refusal:
        control = "files" if isinstance(refusal, FileRefused) else "text"
        return space.show(request, case_id, refusal=refusal, control=control, answer=text)
    messages.success(request, _("Merci, votre réponse est arrivée. C’est à nous d’agir."))
    return redirect("portal:case", case_id=case_id)


def _remove(request: Request, question_id: UUID) -> None:
    _field, _sep, file_id = request.POST["remove_file"].partition(":")
    try:
        actions.remove_answer_file(actor=request.actor, request_id=question_id, file_id=UUID(file_id))
    except (ValueError, NotFound, actions.QuestionClosed):
        messages.warning(request, _("Ce fichier n’est plus là."))


@public()
@require_POST
@never_cache
def upload(request: Request, case_id: UUID) -> HttpResponse:
    """Keep a file of the answer. 401 when the session has lapsed, 410 when nothing is asked, 422 when refused."""
    try:
        view = queries.case_for(request.actor, case_id)
    except NotFound:
        case_url = reverse("portal:case", args=[case_id])
        return signed_out(f"{reverse('account_login')}?{urlencode({'next': case_url})}")
    try:
        if view.question is None:
            raise actions.QuestionClosed
        given = actions.add_answer_files(
            actor=request.actor, request_id=view.question.pk, files=uploads_of(request, "files")
        )
    except actions.QuestionClosed as refusal:
        return JsonResponse({"said": str(refusal)}, status=410)
    request.session.modified = True  # who sends a file is there: the session goes on
    said = str(given.refused or told(given.files))
    files = [*view.answer_files, *given.files]
    html = drawing.draw(space.files_asked(files, given.refused), stored=queries.as_drawn(files))
    return JsonResponse({"said": said, "html": html}, status=422 if given.refused else 200)
