"""What was just done to a version in preparation, in words, and the button that takes it back."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beffroi.lib.refusals import Refusal
from beffroi.procedures import actions, queries
from beffroi.procedures.models import DraftState, DraftVersion
from beffroi.ui.access import agent
from beffroi.ui.answers import or_404
from beffroi.ui.requests import Request, revision_of

from .shelf import MANAGERS
from .which import PREPARED

_DONE: Final = {
    "set": gettext_lazy("Vous avez changé « %(what)s »."),
    "add": gettext_lazy("Vous avez ajouté « %(what)s »."),
    "remove": gettext_lazy("Vous avez retiré « %(what)s »."),
    "up": gettext_lazy("Vous avez monté « %(what)s »."),
    "down": gettext_lazy("Vous avez descendu « %(what)s »."),
    "send": gettext_lazy("Vous avez envoyé « %(what)s » sur une autre page."),
    "back": gettext_lazy("Vous avez remis « %(what)s » comme avant."),
}


def done_said(kind: str, what: str) -> str:
    """What a change did, as a sentence to who did it."""
    return str(_DONE.get(kind, _DONE["set"]) % {"what": what})


def last_change(
    request: Request, draft: DraftVersion | None, *, always: bool = False
) -> dict[str, Any] | None:
    """The bar that undoes the last change: on the page that follows it, or ``always``."""
    if draft is None or (not always and request.GET.get("fait") != str(draft.revision)):
        return None
    state = queries.last_state(draft)
    return {"said": _last_said(state), "revision": draft.revision} if state else None


def _last_said(state: DraftState) -> str:
    if not state.what:
        return _("Dernier changement de cette version.")
    return done_said(state.kind, state.what)


def after(url: str, draft: DraftVersion) -> str:
    """The page that follows a change, with its bar."""
    return f"{url}?fait={draft.revision}"


@agent(*MANAGERS)
@require_POST
def undo(request: Request, slug: str) -> HttpResponse:
    """Take the last change back, if nobody changed anything since."""
    try:
        with or_404():
            state = actions.undo_change(actor=request.actor, slug=slug, revision=revision_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        what = state.what or _("le dernier changement")
        messages.success(request, _("C’est annulé : « %(what)s » est comme avant.") % {"what": what})
    return redirect("desk:procedure_version", slug=slug, which=PREPARED)


@agent(*MANAGERS)
@require_POST
def put_back(request: Request, slug: str) -> HttpResponse:
    """Make one place what it was in the version that this one is based on."""
    try:
        with or_404():
            actions.put_back(
                actor=request.actor,
                slug=slug,
                key=request.POST.get("key", "")[:500],
                what=request.POST.get("what", "")[:200],
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done_said("back", request.POST.get("what", "")[:200]))
    return redirect("desk:procedure_version", slug=slug, which=PREPARED)
