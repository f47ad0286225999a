"""A form as a citizen or an agent will see it, with the portal's own templates. Nothing is stored: the answers travel
in the address, signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beffroi.cases import actions as cases
from beffroi.lib import clock
from beffroi.lib.refusals import Refusal
from beffroi.procedures import queries
from beffroi.ui.access import agent
from beffroi.ui.answers import ask_more, file_response, or_404
from beffroi.ui.requests import Request, asked_in, typed_in

from .shelf import MANAGERS, language, tabs
from .which import Shown, shown

#: Who looks: word of the address, audience of the form engine.
_AUDIENCES = {"citoyen": "public", "agent": "agent"}
_SALT = "desk.preview"
#: Servers take addresses of some thousand characters; what does not fit is not kept between two pages.
_LONGEST = 6000
#: No draft and no case has this id.
_NOBODY = UUID(int=0)
#: Somebody with an identity card, so that no choice is closed.
_LEVEL = 500


class _Draft:
    """What the portal's templates ask of a draft."""

    pk = _NOBODY
    updated_at = None
    revision = 0


@dataclass(frozen=True)
class Preview:
    """A form being tried out: what is shown, to whom, with which answers so far."""

    one: Shown
    audience: str
    answers: dict[str, Any]
    files: dict[str, str]

    @property
    def context(self) -> queries.FormContext:
        """What the form engine is told: today, no profile, numbers that are forgotten at once."""
        today = clock.today()
        return queries.FormContext(
            today=today,
            level=_LEVEL,
            language=language(),
            options=queries.options_on(self.one.slug, today),
            audience="agent" if self.audience == "agent" else "public",
            keep_number=lambda typed: str(_NOBODY),
            mask_number=lambda reference: "••.••.••-•••.••",
            file_names=self.files,
        )

    def url(self, page: str = "", **changed: Any) -> str:
        """The address of a page of this preview, with the answers."""
        name, more = ("preview_page", [page]) if page else ("preview_check", [])
        where = reverse(f"desk:{name}", args=[self.one.slug, self.one.which, self.audience, *more])
        held = {"answers": self.answers, "files": self.files, **changed}
        token = signing.dumps(held, salt=_SALT, compress=True)
        return f"{where}?{urlencode({'reponses': token})}" if len(token) < _LONGEST else where

    def overview(self) -> str:
        """Where the preview begins."""
        return reverse("desk:preview_start", args=[self.one.slug, self.one.which])


class Unfit(Refusal):
    """A version in preparation with errors cannot be tried out."""


def _runs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A version that cannot be tried out sends back to where it is mended."""

    @wraps(view)
    def guarded(request: Request, slug: str, which: int, **more: Any) -> HttpResponse:
        try:
            return view(request, slug, which, **more)
        except Unfit as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:procedure_version", slug=slug, which=which)

    return guarded


def _preview(request: Request, slug: str, which: int, audience: str) -> Preview:
    if audience not in _AUDIENCES:
        raise Http404
    with or_404():
        one = shown(slug, which)
    if not one.runs:
        raise Unfit(_("Corrigez d’abord les erreurs : le formulaire ne peut pas encore être essayé."))
    try:
        held = signing.loads(request.GET.get("reponses", ""), salt=_SALT)
    except signing.BadSignature:
        held = {}
    return Preview(one, audience, held.get("answers", {}), held.get("files", {}))


@agent(*MANAGERS)
@require_GET
@never_cache
@_runs
def start(request: Request, slug: str, which: int) -> HttpResponse:
    """The start page, and the way into the form."""
    found = _preview(request, slug, which, "citoyen")
    definition = found.one.definition
    pages = queries.pages_of(definition, {}, found.context)
    context = {
        "one": found.one,
        "page": queries.start_page(definition, language(), found.context),
        "slug": slug,
        "notice": queries.privacy_notice(definition, language()),
        "begin_url": found.url(pages[0].name) if pages else "",
    }
    return render(request, "desk/procedures/preview_start.html", context)


@agent(*MANAGERS)
@require_GET
@never_cache
@_runs
def phone(request: Request, slug: str, which: int) -> HttpResponse:
    """The same in a frame as wide as a telephone."""
    found = _preview(request, slug, which, "citoyen")
    title = found.one.definition.say(found.one.definition.package.procedure.title, language())
    return render(request, "desk/procedures/preview_phone.html", {"one": found.one, "title": title})


@agent(*MANAGERS)
@require_GET
@never_cache
@_runs
def on_paper(request: Request, slug: str, which: int) -> HttpResponse:
    """The form on paper of what is looked at, in the language of who looks."""
    found = _preview(request, slug, which, "citoyen")
    try:
        content = cases.print_prepared(definition=found.one.definition, language=language())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:procedure_version", slug=slug, which=which)
    return file_response(content, f"{slug}-{language()}.pdf", "application/pdf", inline=True)


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
@_runs
def page(request: Request, slug: str, which: int, audience: str, page: str) -> HttpResponse:
    """One page of the form, or what is wrong in it, or the next."""
    found = _preview(request, slug, which, audience)
    if request.method == "GET":
        return _show(request, found, page)
    if "later" in request.POST:
        messages.success(request, _("Aperçu : ici, la personne reçoit un code pour continuer plus tard."))
        return redirect(found.url(page))
    raw, files = _typed(request)
    raw, line = queries.turned(raw)
    asked = asked_in(request)
    found = Preview(found.one, audience, found.answers, {**found.files, **files})
    if line is not None:
        return _show(request, found, page, raw)
    definition = found.one.definition
    cleaned = queries.clean_page(definition, page, raw, found.answers, found.context, asked)
    answers = {**found.answers, **cleaned.values}
    if cleaned.errors:
        found = replace(found, answers=answers)
        return _show(request, found, page, raw, dict(cleaned.errors))
    if cleaned.appeared:
        return ask_more(request, found.url(page, answers=answers), cleaned.appeared)
    following = queries.next_page(definition, page, answers, found.context)
    return redirect(found.url(following or "", answers=answers))


def _typed(request: Request) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What was typed; a file is known by its name alone, its content is let go."""
    raw = typed_in(request, "asked")
    files: dict[str, str] = {}
    for field in request.FILES:
        for sent in request.FILES.getlist(field)[:10]:
            made = str(uuid4())
            files[made] = str(sent.name)[:100]
            raw.setdefault(field, []).append(made)
    return raw, files


def _show(
    request: Request,
    found: Preview,
    name: str,
    raw: dict[str, list[str]] | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    definition = found.one.definition
    pages = queries.pages_of(definition, found.answers, found.context)
    view = next((one for one in pages if one.name == name), None)
    if view is None:
        return redirect(found.url(pages[0].name))
    names = [one.name for one in pages]
    place = names.index(name)
    fields = queries.fields_of(definition, name, found.answers, found.context, raw=raw, errors=errors)
    context = {
        "one": found.one,
        "audience": found.audience,
        "draft": _Draft,
        "page": view,
        "fields": fields,
        "asked": " ".join(queries.inputs_asked(fields)),
        "files": {key: {"name": said, "size": 0} for key, said in found.files.items()},
        "has_errors": bool(errors),
        "general": (errors or {}).get("", ""),
        "back_url": found.url(names[place - 1]) if place else found.overview(),
        "title": definition.title,
        "overview": found.overview(),
    }
    kind = "exit" if view.kind == "exit" else "page"
    return render(request, f"desk/procedures/preview_{kind}.html", context, status=422 if errors else 200)


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
@_runs
def check(request: Request, slug: str, which: int, audience: str) -> HttpResponse:
    """The answers before they would be sent; sending sends nothing."""
    found = _preview(request, slug, which, audience)
    if request.method == "POST":
        messages.success(request, _("Aperçu : la demande serait envoyée. Rien n’est enregistré."))
        return redirect(found.overview())
    definition, answers, context = found.one.definition, found.answers, found.context
    exit_page = next(
        (one for one in queries.pages_of(definition, answers, context) if one.kind == "exit"), None
    )
    if exit_page is not None:
        return redirect(found.url(exit_page.name))
    problems = queries.check_answers(definition, answers, context)
    shown_pages = queries.pages_of(definition, answers, context)
    return render(
        request,
        "desk/procedures/preview_check.html",
        {
            "one": found.one,
            "audience": found.audience,
            "draft": _Draft,
            "title": definition.title,
            "pages": [
                (part, found.url(part.page), _summary(found, part))
                for part in queries.summary(definition, answers, context)
            ],
            "problems": [(f"{found.url(p.page)}#id_{p.field}", p.message) for p in problems],
            "has_errors": bool(problems),
            "quote": None if problems else queries.fee(definition, answers, context),
            "notice": queries.privacy_notice(definition, language()),
            "back_url": found.url(shown_pages[-1].name),
            "overview": found.overview(),
        },
    )


def _summary(found: Preview, part: queries.SummaryPage) -> list[tuple[str, str, str, str]]:
    url = found.url(part.page)
    return [(row.label, row.value, f"{url}#id_{row.field}", row.source) for row in part.rows]


@agent(*MANAGERS)
@require_GET
@never_cache
@_runs
def agent_view(request: Request, slug: str, which: int) -> HttpResponse:
    """What agents get: the answers of an example as the case shows them, and in each status what there is to do."""
    found = _preview(request, slug, which, "agent")
    definition = found.one.definition
    example = max(definition.package.tests.values(), key=lambda one: len(one.answers), default=None)
    answers = dict(example.answers) if example else {}
    status = request.GET.get("etape", "")
    if status not in definition.statuses:
        status = definition.initial_status
    here = reverse("desk:preview_agent", args=[slug, which])
    pages = queries.pages_of(definition, {}, found.context)
    context = {
        "one": found.one,
        "title": definition.say(definition.package.procedure.title, language()),
        "views": tabs(found.one, "agent"),
        "example": example.title if example else "",
        "summary": queries.summary(definition, answers, found.context),
        "statuses": [(name, definition.statuses[name].label) for name in definition.statuses],
        "status": status,
        "here": here,
        "line": next(line for line in queries.workflow_list(definition, language()) if line.name == status),
        "form_url": found.url(pages[0].name) if pages else "",
        **_acts(definition, status),
    }
    return render(request, "desk/procedures/preview_agent.html", context)


def _acts(definition: queries.Definition, status: str) -> dict[str, Any]:
    """The buttons and small forms of a status, for the roles that it names."""
    ways = queries.ways_shown(definition, status, language())
    task = definition.statuses[status].task
    return {
        "direct": [way for way in ways if not way.form and way.decides != "refused"],
        "with_form": [way for way in ways if way.form or way.decides == "refused"],
        "task": definition.say(task.label, language()) if task else "",
    }
