"""The pages of a form, as an agent fills them in for somebody; then the check, and the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beffroi.cases import actions, policies, queries
from beffroi.cases.actions import Upload
from beffroi.cases.models import Draft
from beffroi.cases.queries import LETTER, SEEN, Filling
from beffroi.journal import actions as journal
from beffroi.lib.refs import ref
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.people.policies import Level
from beffroi.procedures import queries as procedures
from beffroi.ui import spoken, unsaved
from beffroi.ui.access import agent
from beffroi.ui.answers import ask_more, or_404
from beffroi.ui.requests import Request, asked_in, revision_of, sent_files, typed_in

from .intake import changes
from .words import CHANNELS, IDENTITIES


def _opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the draft to the view; what has been sent leads to its case."""

    @wraps(view)
    def found(request: Request, draft_id: UUID, **more: Any) -> HttpResponse:
        with or_404():
            draft = queries.intake_for(request.actor, draft_id)
        if draft.case_id is not None:
            return redirect("desk:case", case_id=draft.case_id)
        return view(request, draft, **more)

    return found


def _url(draft: Draft, page: str) -> str:
    """A page of the form, or the check after the last."""
    if page:
        return reverse("desk:intake_page", args=[draft.pk, page])
    return reverse("desk:intake_check", args=[draft.pk])


def _note(request: Request, draft: Draft) -> None:
    """Whoever opens what somebody answered leaves a consultation."""
    if draft.answers:
        reason = f"encodage {procedures.definition(draft.version_id).slug}"
        journal.consult(actor=request.actor, reason=reason, screen="desk.intake", subjects=[ref(draft)])


def _keep_late(request: HttpRequest, asked: Mapping[str, Any]) -> str:
    """What is sent once the session has ended waits for its agent, or for a colleague who goes on with it here."""
    unsaved.keep(request, asked["draft_id"], asked["page"], typed_in(request))
    return reverse("desk:intake_page", args=[asked["draft_id"], asked["page"]])


@agent()
@require_GET
@never_cache
@_opened
def resume(request: Request, draft: Draft) -> HttpResponse:
    """Go on where something waits to be saved, else after the page saved last."""
    if waiting := unsaved.page_of(request, draft.pk):
        return redirect(_url(draft, waiting))
    form = Filling(request.actor, draft)
    return redirect(_url(draft, form.after(draft.page) if form.page(draft.page) else form.pages[0].name))


@agent(late=_keep_late)
@require_http_methods(["GET", "POST"])
@never_cache
@_opened
def page(request: Request, draft: Draft, page: str) -> HttpResponse:
    """Show one page, or save it and go on."""
    if request.method == "GET":
        _note(request, draft)
        return _show(request, Filling(request.actor, draft), page)
    return _save(request, draft, page)


def _show(
    request: Request,
    form: Filling,
    name: str,
    raw: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, str] | None = None,
    changed: actions.PageChanged | None = None,
) -> HttpResponse:
    view = form.page(name)
    if view is None:  # hidden since: an earlier answer changed
        unsaved.forget(request, form.draft.pk)
        return redirect("desk:intake", draft_id=form.draft.pk)
    waiting = unsaved.answers(request, form.draft.pk, name) if raw is None else None
    back = form.before(name)
    arrival = reverse("desk:intake_arrival", args=[form.draft.pk])
    fields = form.fields(name, waiting if raw is None else raw, errors)
    context = {
        "draft": form.draft,
        "title": form.definition.title,
        "page": view,
        "fields": fields,
        "asked": " ".join(procedures.inputs_asked(fields)),
        "seen": ((waiting or {}).get("seen") or [queries.seen_of(form.draft, name)])[0],
        "changed": changed,
        "changed_at": queries.page_of(form.draft, name).moment,
        "stored_now": form.stored_now(name, changed.values) if changed else [],
        "restored": waiting is not None,
        "files": form.stored,
        "has_errors": bool(errors or changed),
        "general": (errors or {}).get("", ""),
        "back_url": _url(form.draft, back) if back else arrival,
    }
    return render(request, "desk/cases/intake_page.html", context, status=422 if errors or changed else 200)


def _save(request: Request, draft: Draft, name: str) -> HttpResponse:
    raw, line = procedures.turned(typed_in(request, "seen", "asked"))
    uploads = {field: [Upload(*one) for one in sent_files(request, field)] for field in request.FILES}
    try:
        saved = actions.save_page(
            actor=request.actor,
            draft=draft,
            session_drafts=(),
            page=name,
            raw=raw,
            files=uploads,
            seen=request.POST.get("seen"),
            asked=asked_in(request),
            finished=line is None and "remove_file" not in request.POST,
        )
    except actions.PageChanged as refusal:
        return _show(request, Filling(request.actor, refusal.draft), name, raw, changed=refusal)
    except NotFound:  # no page of this form
        return redirect("desk:intake", draft_id=draft.pk)
    except actions.DraftExpired as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:paper_forms")
    unsaved.forget(request, draft.pk)
    if "remove_file" in request.POST:
        return _remove(request, draft, name)
    if line is not None:
        return _show(request, Filling(request.actor, saved.draft), name, raw)
    if saved.errors:
        return _show(request, Filling(request.actor, saved.draft), name, raw, saved.errors)
    if "later" in request.POST:
        messages.success(
            request, _("Ce que vous avez encodé est enregistré. Vos collègues peuvent continuer.")
        )
        return redirect("desk:paper_forms")
    if saved.appeared:
        return ask_more(request, request.get_full_path(), saved.appeared)
    back_to_check = request.GET.get("retour") == "verifier"
    form = Filling(request.actor, saved.draft, saved.context)
    return redirect(_url(draft, "" if back_to_check else form.after(name)))


def _remove(request: Request, draft: Draft, name: str) -> HttpResponse:
    _field, _sep, file_id = request.POST["remove_file"].partition(":")
    try:
        actions.remove_file(actor=request.actor, draft_id=draft.pk, session_drafts=(), file_id=UUID(file_id))
    except (ValueError, NotFound):
        messages.warning(request, _("Ce fichier n’est plus là."))
    return redirect(_url(draft, name))


@agent()
@require_http_methods(["GET", "POST"])
@never_cache
@_opened
def check(request: Request, draft: Draft) -> HttpResponse:
    """Everything once more; then the request is the commune's business and has its number."""
    if request.method == "GET":
        _note(request, draft)
        return _show_check(request, draft)
    try:
        done = actions.submit_case(
            actor=request.actor, draft=draft, session_drafts=(), revision=revision_of(request)
        )
    except Refusal as refusal:
        return _show_check(request, draft, refusal)
    words = _("Le dossier %(number)s est ouvert. Code de suivi à donner à la personne : %(code)s.")
    messages.success(request, words % {"number": done.case.number, "code": done.tracking_code})
    return redirect("desk:case", case_id=done.case.pk)


def _show_check(request: Request, draft: Draft, refusal: Refusal | None = None) -> HttpResponse:
    form = Filling(request.actor, draft)
    if form.exit_page is not None:
        return redirect(_url(draft, form.exit_page.name))
    asked = (form.definition, draft.answers, form.context)
    problems = procedures.check_answers(*asked)
    mend = [(_mend(draft, one.page, one.field), one.message) for one in problems]
    mend += _to_correct(form, told={one.page for one in problems})
    context = {
        "draft": draft,
        "title": form.definition.title,
        "arrival": _arrival(draft),
        "printed": _printed(draft),
        "pages": [(part, _url(draft, part.page), _rows(draft, part)) for part in procedures.summary(*asked)],
        "problems": mend,
        "left_open": [
            (_mend(draft, one.page, one.field), one.message) for one in procedures.left_open(*asked)
        ],
        "unproved": form.definition.required_level > Level.EMAIL and draft.intake.identity != SEEN,  # type: ignore[union-attr]
        "namesake": policies.bears_their_name(
            request.actor, procedures.applicant_name(form.definition, draft.answers)
        ),
        "quote": None if mend else procedures.fee(*asked),
        "refusal": refusal,
        "has_errors": bool(mend or refusal),
        "back_url": _url(draft, form.pages[-1].name),
    }
    return render(request, "desk/cases/intake_check.html", context, status=422 if refusal else 200)


def _to_correct(form: Filling, *, told: set[str]) -> list[tuple[str, str]]:
    """The pages where something could not be read, but those that are told to be incomplete already."""
    text = _("%(page)s : une réponse tapée n’a pas pu être lue. Corrigez-la.")
    return [
        (f"{_url(form.draft, page.name)}?retour=verifier", text % {"page": page.title})
        for page in form.to_correct
        if page.name not in told
    ]


def _mend(draft: Draft, page: str, field: str) -> str:
    return f"{_url(draft, page)}?retour=verifier#id_{field}"


def _rows(draft: Draft, part: procedures.SummaryPage) -> list[tuple[str, str, str, str]]:
    return [(row.label, row.value, _mend(draft, part.page, row.field), row.source) for row in part.rows]


def _arrival(draft: Draft) -> list[tuple[Any, Any]]:
    intake = draft.intake
    assert intake is not None
    return [
        (_("Reçue"), f"{spoken.day(intake.received_on)}, {CHANNELS[draft.channel]}"),
        (_("Identité"), IDENTITIES[intake.identity]),
        (_("Réponse"), _("par lettre") if intake.reply == LETTER else _("par e-mail, sinon par lettre")),
        (_("Commencée par"), intake.agent.account.get_full_name()),
    ]


def _printed(draft: Draft) -> dict[str, Any] | None:
    """The older version that the paper was printed from, and what the form asks otherwise."""
    assert draft.intake is not None
    current, number = (
        procedures.version_in_force(procedures.definition(draft.version_id).slug),
        draft.intake.printed,
    )
    if number is None or number == current.number:
        return None
    old = procedures.version_of(current.procedure.slug, number)
    return {"version": old, "current": current, "changes": changes(old.pk, current.pk)}
