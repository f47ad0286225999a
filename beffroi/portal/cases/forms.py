"""Filling in a form: one subject per page, saved at once, checked, sent."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beffroi.cases import actions, queries
from beffroi.cases.models import Draft
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.people.policies import Level
from beffroi.portal.people.levels import step_up
from beffroi.portal.uploads import uploads_of
from beffroi.portal.visitors import session_drafts
from beffroi.procedures import queries as procedures
from beffroi.ui import unsaved
from beffroi.ui.access import public
from beffroi.ui.answers import ask_more, file_response, or_404
from beffroi.ui.requests import Request, asked_in, typed_in


class Form(queries.Filling):
    """A draft as the screens of this visitor see it, with their addresses."""

    def __init__(self, request: Request, draft: Draft, context: procedures.FormContext | None = None) -> None:
        super().__init__(request.actor, draft, context)
        self.request = request

    def url(self, page: str) -> str:
        """The address of a page of this draft, or of the check after the last."""
        if page:
            return reverse("portal:draft_page", args=[self.draft.pk, page])
        return reverse("portal:draft_check", args=[self.draft.pk])

    def back_url(self, name: str) -> str:
        """Where "Retour" leads from a page: the page before, or the start."""
        before = self.before(name)
        return self.url(before) if before else reverse("portal:procedure", args=[self.definition.slug])


def _open(request: Request, draft_id: UUID) -> Draft | None:
    """The draft, for this visitor; None for somebody without an account here, whose session may have ended.

    Whether the draft exists makes no difference for whoever may not open it. Raises Http404.
    """
    try:
        return queries.draft_for(request.actor, draft_id, session_drafts(request))
    except NotFound as refusal:
        if request.actor.account_id is not None:
            raise Http404 from refusal
        return None


def _elsewhere(draft_id: UUID) -> HttpResponse:
    """The two ways back to a draft: its code, or the account that holds it."""
    return redirect(f"{reverse('portal:resume')}?{urlencode({'demande': str(draft_id)})}")


@public()
@require_GET
@never_cache
def resume(request: Request, draft_id: UUID) -> HttpResponse:
    """Go on where the draft was left: where something waits to be saved, on the page being typed, or after it."""
    draft = _open(request, draft_id)
    if draft is None:
        return _elsewhere(draft_id)
    if draft.case_id is not None:
        return redirect("portal:receipt", draft_id=draft.pk)
    form = Form(request, draft)
    if waiting := unsaved.page_of(request, draft.pk):
        return redirect(form.url(waiting))
    if not form.page(draft.page):
        return redirect(form.url(form.pages[0].name))
    is_open = queries.page_of(draft, draft.page).open
    return redirect(form.url(draft.page) if is_open else _next_url(form, draft.page))


@public()
@require_http_methods(["GET", "POST"])
@never_cache
def page(request: Request, draft_id: UUID, page: str) -> HttpResponse:
    """Show one page, or save it and go on. What a lapsed session sends is kept until its owner is back."""
    draft = _open(request, draft_id)
    if draft is None:
        if request.method == "POST":
            unsaved.keep(request, draft_id, page, typed_in(request))
        return _elsewhere(draft_id)
    if draft.case_id is not None:
        return redirect("portal:receipt", draft_id=draft.pk)
    return _save(request, draft, page) if request.method == "POST" else _show(request, draft, page)


def _show(
    request: Request,
    draft: Draft,
    name: str,
    *,
    raw: unsaved.Raw | None = None,
    errors: dict[str, str] | None = None,
    changed: actions.PageChanged | None = None,
) -> HttpResponse:
    form = Form(request, draft)
    view = form.page(name)
    if view is None:  # hidden since: an earlier answer changed
        unsaved.forget(request, draft.pk)
        return redirect("portal:draft", draft_id=draft.pk)
    waiting = unsaved.answers(request, draft.pk, name) if raw is None else None
    again = waiting if raw is None else raw
    fields = form.fields(name, again, errors)
    context = {
        "draft": draft,
        "page": view,
        "fields": fields,
        "asked": form.asked(name, fields),
        "seen": ((waiting or {}).get("seen") or [queries.seen_of(draft, name)])[0],
        "changed": changed,
        "upload_url": reverse("portal:draft_upload", args=[draft.pk, name]),
        "keep_url": "" if changed else reverse("portal:draft_keep", args=[draft.pk, name]),
        "changed_at": queries.page_of(draft, name).moment,
        "stored_now": form.stored_now(name, changed.values) if changed else [],
        "files": form.stored,
        "restored": unsaved.to_tell(request)
        if waiting is not None
        else raw is None and bool(form.unread(name)),
        "has_errors": bool(errors or changed),
        "general": (errors or {}).get("", ""),
        "back_url": form.back_url(name),
        "title": form.definition.title,
        "code": actions.code_of(draft.pk),
    }
    template = "portal/cases/exit.html" if view.kind == "exit" else "portal/cases/page.html"
    return render(request, template, context, status=422 if errors or changed else 200)


def _save(request: Request, draft: Draft, name: str) -> HttpResponse:
    uploads = {field: uploads_of(request, field) for field in request.FILES}
    raw, line = procedures.turned(typed_in(request, "seen", "asked"))
    try:
        saved = actions.save_page(
            actor=request.actor,
            draft=draft,
            session_drafts=session_drafts(request),
            page=name,
            raw=raw,
            files=uploads,
            seen=request.POST.get("seen"),
            asked=asked_in(request),
            finished=line is None and "remove_file" not in request.POST,
        )
    except actions.PageChanged as refusal:
        return _show(request, refusal.draft, name, raw=raw, changed=refusal)
    except NotFound:  # no page of this form
        return redirect("portal:draft", draft_id=draft.pk)
    except actions.DraftExpired as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:procedure", slug=procedures.definition(draft.version_id).slug)
    unsaved.forget(request, draft.pk)
    if "remove_file" in request.POST:
        return _remove(request, draft, name)
    if line is not None:
        unsaved.keep(request, draft.pk, name, raw, told=False)
        return redirect(f"{request.get_full_path()}#id_{quote(line)}")
    if "later" in request.POST:
        return redirect("portal:draft_later", draft_id=draft.pk)
    too_low = saved.level_needed > int(request.actor.level)
    if len(saved.errors) > too_low:  # the level that an answer needs is itself one of the errors
        return _show(request, saved.draft, name, raw=raw, errors=dict(saved.errors))
    form = Form(request, saved.draft, saved.context)
    if saved.appeared:
        return ask_more(request, request.get_full_path(), saved.appeared)
    if too_low:
        return step_up(request, saved.level_needed, _next_url(form, name))
    return redirect(_next_url(form, name))


def _next_url(form: Form, name: str) -> str:
    return form.url("" if form.request.GET.get("retour") == "verifier" else form.after(name))


def _remove(request: Request, draft: Draft, name: str) -> HttpResponse:
    _field, _sep, file_id = request.POST["remove_file"].partition(":")
    try:
        actions.remove_file(
            actor=request.actor,
            draft_id=draft.pk,
            session_drafts=session_drafts(request),
            file_id=UUID(file_id),
        )
    except (ValueError, NotFound):
        messages.warning(request, _("Ce fichier n’est plus là."))
    return redirect("portal:draft_page", draft_id=draft.pk, page=name)


@public()
@require_http_methods(["GET", "POST"])
@never_cache
def check(request: Request, draft_id: UUID) -> HttpResponse:
    """Check your answers, then send."""
    draft = _open(request, draft_id)
    if draft is None:
        return _elsewhere(draft_id)
    if draft.case_id is not None:
        return redirect("portal:receipt", draft_id=draft.pk)
    if request.method == "GET":
        return _show_check(request, draft)
    try:
        revision = int(request.POST.get("revision", ""))
    except ValueError:
        revision = -1  # whoever sends says which answers they have read
    try:
        actions.submit_case(
            actor=request.actor,
            draft=draft,
            session_drafts=session_drafts(request),
            revision=revision,
        )
    except actions.IdentityTooLow as refusal:
        here = reverse("portal:draft_check", args=[draft.pk])
        if refusal.required > Level.EMAIL:
            return step_up(request, refusal.required, here)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': here})}")
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:draft_check", draft_id=draft.pk)
    return redirect("portal:receipt", draft_id=draft.pk)


def _show_check(request: Request, draft: Draft) -> HttpResponse:
    form = Form(request, draft)
    if form.exit_page is not None:
        return redirect(form.url(form.exit_page.name))
    problems = procedures.check_answers(form.definition, draft.answers, form.context)
    pages = [
        (
            part,
            form.url(part.page),
            [
                (row.label, row.value, f"{form.url(part.page)}?retour=verifier#id_{row.field}", row.source)
                for row in part.rows
            ],
        )
        for part in procedures.summary(form.definition, draft.answers, form.context)
    ]
    errors = [(f"{form.url(p.page)}?retour=verifier#id_{p.field}", p.message) for p in problems]
    errors += _to_correct(form, told={p.page for p in problems})
    context = {
        "draft": draft,
        "title": form.definition.title,
        "pages": pages,
        "problems": errors,
        "has_errors": bool(errors),
        "quote": None if errors else procedures.fee(form.definition, draft.answers, form.context),
        "notice": procedures.privacy_notice(form.definition, draft.language),
        "back_url": form.url(form.pages[-1].name),
        "needs_account": int(request.actor.level) < form.definition.required_level,
        "code": actions.code_of(draft.pk),
    }
    return render(request, "portal/cases/check.html", context)


def _to_correct(form: Form, *, told: set[str]) -> list[tuple[str, str]]:
    """The pages where something typed could not be read: what is stored is not what the person wanted to say.

    Those that are ``told`` to be incomplete already need no second line.
    """
    text = _("%(page)s : une réponse tapée n’a pas pu être lue. Corrigez-la.")
    return [
        (f"{form.url(page.name)}?retour=verifier", text % {"page": page.title})
        for page in form.to_correct
        if page.name not in told
    ]


@public()
@require_GET
@never_cache
def receipt(request: Request, draft_id: UUID) -> HttpResponse:
    """What the person keeps: number, tracking code, what happens next and by when."""
    with or_404():
        found = queries.receipt_for(request.actor, draft_id, session_drafts(request))
    return render(request, "portal/cases/receipt.html", {"receipt": found, "case": found.case})


@public()
@require_GET
@never_cache
def later(request: Request, draft_id: UUID) -> HttpResponse:
    """Stop here: the code that finds the draft again, until when."""
    draft = _open(request, draft_id)
    if draft is None:
        return _elsewhere(draft_id)
    if draft.case_id is not None:
        return redirect("portal:receipt", draft_id=draft.pk)
    title = procedures.definition(draft.version_id).title
    context = {"draft": draft, "title": title, "code": actions.code_of(draft.pk)}
    return render(request, "portal/cases/later.html", context)


@public()
@require_GET
@never_cache
def paper(request: Request, draft_id: UUID) -> HttpResponse:
    """What is filled in so far, on paper, to go on by hand."""
    draft = _open(request, draft_id)
    if draft is None:
        return _elsewhere(draft_id)
    if draft.case_id is not None:
        return redirect("portal:receipt", draft_id=draft.pk)
    try:
        content = actions.print_draft(
            actor=request.actor, draft=draft, session_drafts=session_drafts(request)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:draft_later", draft_id=draft.pk)
    slug = procedures.definition(draft.version_id).slug
    return file_response(content, f"{slug}.pdf", "application/pdf", inline=True)


@public()
@require_POST
def delete(request: Request, draft_id: UUID) -> HttpResponse:
    """Drop a draft for good."""
    with or_404():
        actions.delete_draft(actor=request.actor, draft_id=draft_id, session_drafts=session_drafts(request))
    messages.success(request, _("Le brouillon est supprimé."))
    return redirect("portal:space" if request.actor.account_id else "portal:catalogue")
