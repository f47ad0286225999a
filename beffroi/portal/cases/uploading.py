"""A file goes as soon as it is chosen (``uploading.js``); its question comes back as the page would draw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.cases import actions, queries
from beffroi.cases.models import AnswerFile, Draft, DraftFile
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.portal.uploads import uploads_of
from beffroi.portal.visitors import session_drafts
from beffroi.ui import fields as drawing
from beffroi.ui.access import public
from beffroi.ui.requests import Request

from .typing import lapsed


@public()
@require_POST
@never_cache
def upload(request: Request, draft_id: UUID, page: str) -> HttpResponse:
    """Keep the file of one question. 401 when the session has lapsed, 410 when the draft is gone, 422 when refused."""
    try:
        draft = queries.draft_for(request.actor, draft_id, session_drafts(request))
    except NotFound:
        return lapsed(draft_id)
    files = {field: uploads_of(request, field) for field in request.FILES}
    try:
        added = actions.add_files(
            actor=request.actor, draft=draft, session_drafts=session_drafts(request), page=page, files=files
        )
    except Refusal as refusal:
        return JsonResponse({"said": str(refusal)}, status=410)
    request.session.modified = True  # who sends a file is there: the session goes on
    field = next(iter(files), "")
    html = _drawn(request, draft, page, field, added.refused)
    if not html:
        return JsonResponse({"said": _("Cette page ne demande pas ce fichier.")}, status=422)
    said = added.refused.get(field) or told(added.files)
    return JsonResponse({"said": said, "html": html}, status=422 if added.refused else 200)


def told(files: Sequence[DraftFile | AnswerFile]) -> str:
    """That files were added, and what was done with a photograph."""
    said = _("%(names)s est ajouté.") % {"names": ", ".join(one.name for one in files)}
    if any(one.file.converted_from for one in files):
        said += " " + _("Photo convertie en JPEG, pour que tout le monde puisse l’ouvrir.")
    return said


def _drawn(request: Request, draft: Draft, page: str, name: str, errors: Mapping[str, str]) -> str:
    """The question with the files that it holds now; nothing when the page does not ask it."""
    form = queries.Filling(request.actor, draft)
    shown = form.fields(page, None, errors)
    return "".join(drawing.draw(field, stored=form.stored) for field in shown if field.name == name)
