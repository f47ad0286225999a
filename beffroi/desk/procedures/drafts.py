"""The version in preparation as a whole: begin, look over, drop, publish; packages in and out as zip files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beffroi.cases import queries as cases
from beffroi.lib.figures import whole
from beffroi.lib.refusals import NotFound, Refusal
from beffroi.procedures import actions, queries
from beffroi.ui.access import agent
from beffroi.ui.answers import file_response, or_404
from beffroi.ui.requests import Request, revision_of

from .changes import change_lines
from .shelf import MANAGERS, language, open_cases, tabs
from .undo import last_change
from .which import PREPARED, Shown, name_of, shown

#: The parts of a package that have a screen, in the order in which a person thinks of them.
_SUBJECTS = (
    ("procedure", gettext_lazy("Présentation, prix et règles")),
    ("form/pages", gettext_lazy("Formulaire : pages et questions")),
    ("workflow/statuses", gettext_lazy("Circuit : étapes et transitions")),
    ("workflow/anywhere", gettext_lazy("Transitions possibles partout")),
    ("connectors/connectors", gettext_lazy("Connecteurs : programmes d’ailleurs")),
    ("decisions", gettext_lazy("Tables de décision")),
    ("messages", gettext_lazy("Messages")),
    ("documents", gettext_lazy("Documents")),
    ("tests", gettext_lazy("Exemples")),
)


def edit_url(slug: str, address: Any) -> str:
    """Where a part is changed."""
    return reverse(
        "desk:procedure_edit", args=[slug, address if isinstance(address, str) else "/".join(address)]
    )


@agent(*MANAGERS)
@require_POST
def prepare(request: Request, slug: str) -> HttpResponse:
    """Begin, or go on with what a colleague began."""
    with or_404():
        actions.prepare_version(actor=request.actor, slug=slug)
    return redirect("desk:procedure_version", slug=slug, which=PREPARED)


def show_draft(request: Request, one: Shown, refusal: Refusal | None = None) -> HttpResponse:
    """Everything about a version in preparation on one screen."""
    assert one.draft is not None
    data = queries.with_optional(queries.draft_data(one.draft))
    context = {
        "one": one,
        "draft": one.draft,
        "published": queries.versions_of(one.slug).exists(),
        "title": one.definition.say(one.definition.package.procedure.title, language()),
        "views": tabs(one, "version"),
        "findings": _findings(one, data),
        "subjects": [
            *((label, edit_url(one.slug, address), _count(data, address)) for address, label in _SUBJECTS),
            (_("Traductions"), reverse("desk:procedure_words", args=[one.slug]), ""),
        ],
        "changes": change_lines(queries.draft_changes(one.draft), one.definition, one.draft),
        "last_change": last_change(request, one.draft, always=True),
        "state": queries.draft_visa(one.draft),
        "statuses": queries.workflow_list(one.definition, language()),
        "refusal": refusal,
        "has_errors": bool(refusal),
    }
    return render(request, "desk/procedures/draft.html", context, status=422 if refusal else 200)


def _count(data: Any, address: str) -> str:
    for step in address.split("/"):
        data = data.get(step) or {}
    return str(len(data)) if address != "procedure" else ""


def _findings(one: Shown, data: Any) -> list[tuple[queries.Finding, str]]:
    """Each finding with the screen on which it is mended; what only a translation lacks is mended with the others."""
    apart = {(found.place, found.message_fr) for found in one.findings_apart}
    return [
        (
            found,
            _where(one.slug, data, found.place)
            if (found.place, found.message_fr) in apart or found.place[:1] in (("tests",), ("options",))
            else reverse("desk:procedure_words", args=[one.slug]),
        )
        for found in one.findings
    ]


def _where(slug: str, data: Any, place: tuple[str | int, ...]) -> str:
    """The screen on which a finding is mended; none for what stands outside the version."""
    screen = queries.screen_of(data, place)
    if not screen or screen[0] in ("house", "translations"):
        return ""
    return edit_url(slug, queries.address_of(data, screen))


@agent(*MANAGERS)
@require_POST
def drop(request: Request, slug: str) -> HttpResponse:
    """Give the version in preparation up."""
    try:
        with or_404():
            actions.drop_preparation(actor=request.actor, slug=slug, revision=revision_of(request))
    except Refusal as refusal:
        return show_draft(request, shown(slug, PREPARED), refusal)
    messages.success(request, _("La version en préparation est abandonnée. Rien de publié n’a changé."))
    return redirect("desk:procedures")


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def publish(request: Request, slug: str) -> HttpResponse:
    """Put the version in preparation in force; before, what that changes and why are told on one screen."""
    if request.method == "GET":
        return _before_publishing(request, slug)
    try:
        with or_404():
            version = actions.publish_preparation(
                actor=request.actor,
                slug=slug,
                revision=revision_of(request),
                note=request.POST.get("note", "").strip()[:500],
            )
    except Refusal as refusal:
        return show_draft(request, shown(slug, PREPARED), refusal)
    done = _("La version %(number)s est en vigueur. Les dossiers en cours restent sur la leur.")
    messages.success(request, done % {"number": version.number})
    return redirect("desk:procedure", slug=slug)


def _before_publishing(request: Request, slug: str) -> HttpResponse:
    with or_404():
        one = shown(slug, PREPARED)
    assert one.draft is not None
    counts = cases.open_cases_of(queries.versions_of(slug))
    context = {
        "one": one,
        "draft": one.draft,
        "title": one.definition.say(one.definition.package.procedure.title, language()),
        "changes": change_lines(queries.draft_changes(one.draft), one.definition),
        "open_cases": open_cases(sum(counts.values())) if counts else "",
        "ready": not one.draft.problems,
    }
    return render(request, "desk/procedures/publish.html", context)


@agent(*MANAGERS)
@require_POST
def bring_back(request: Request, slug: str, which: int) -> HttpResponse:
    """Prepare a version with the content of an older one."""
    try:
        with or_404():
            actions.bring_back(actor=request.actor, slug=slug, number=which)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:procedure", slug=slug)
    done = _(
        "Une version est en préparation, avec le contenu de la version %(number)s. Relisez-la, puis publiez."
    )
    messages.success(request, done % {"number": which})
    return redirect("desk:procedure_version", slug=slug, which=PREPARED)


class InstallForm(forms.Form):
    """A package as a zip."""

    package = forms.FileField(
        label=gettext_lazy("Le paquet, en fichier .zip"),
        help_text=gettext_lazy("Il devient une version en préparation. Rien n’est publié."),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier .zip."),
            "empty": gettext_lazy("Ce fichier est vide."),
        },
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )


@agent(*MANAGERS)
@require_http_methods(["GET", "POST"])
@never_cache
def install(request: Request) -> HttpResponse:
    """Take a package in; what is wrong in it is said file by file, and nothing is kept."""
    form = InstallForm(request.POST or None, request.FILES or None)
    findings: list[queries.Finding] = []
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["package"]
        try:
            content = sent.read() if sent.size <= queries.MAX_ARCHIVE else b"\0" * (queries.MAX_ARCHIVE + 1)
            draft = actions.install_package(actor=request.actor, content=content)
        except queries.PackageProblem as problem:
            findings = problem.findings
            form.add_error("package", _("Ce paquet est refusé. Rien n’en est gardé."))
        except Refusal as refusal:
            form.add_error("package", str(refusal))
        else:
            messages.success(
                request, _("Le paquet est une version en préparation. Relisez-la, puis publiez.")
            )
            return redirect("desk:procedure_version", slug=draft.slug, which=PREPARED)
    context = {"form": form, "findings": findings, "has_errors": bool(form.errors)}
    return render(request, "desk/procedures/install.html", context, status=422 if form.errors else 200)


@agent(*MANAGERS)
@require_GET
def download(request: Request, slug: str, which: int) -> HttpResponse:
    """The package as a zip."""
    with or_404():
        files = queries.package_files(slug, which)
    name = f"{slug}-{f'v{which}' if which else 'preparation'}.zip"
    return file_response(queries.zipped(slug, files), name, "application/zip")


@agent(*MANAGERS)
@require_GET
@never_cache
def compare(request: Request, slug: str) -> HttpResponse:
    """Two versions side by side: ``de`` and ``a`` in the address, the two last ones by default."""
    with or_404():
        numbers = [version.number for version in queries.versions_of(slug).defer("canonical")]
    held = [*([PREPARED] if queries.drafts_open().filter(slug=slug).exists() else []), *numbers]
    if not held:
        raise Http404
    try:
        after, before = (
            _chosen(request, "a", held, held[0]),
            _chosen(request, "de", held, held[min(1, len(held) - 1)]),
        )
        first, second = shown(slug, before), shown(slug, after)
    except NotFound as refusal:
        raise Http404 from refusal
    context = {
        "slug": slug,
        "title": second.definition.say(second.definition.package.procedure.title, language()),
        "first": first,
        "second": second,
        "choices": [(str(number), name_of(number)) for number in held],
        "changes": change_lines(
            queries.differences(first.definition.package, second.definition.package), second.definition
        ),
        "here": reverse("desk:procedure_compare", args=[slug]),
    }
    return render(request, "desk/procedures/compare.html", context)


def _chosen(request: Request, key: str, held: list[int], default: int) -> int:
    number = whole(request.GET.get(key))
    return number if number is not None and number in held else default
