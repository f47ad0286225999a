"""The private space: my requests, one of them, answering and withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beffroi.cases import actions, queries
from beffroi.cases.models import AnswerFile, Case
from beffroi.correspondence import queries as correspondence
from beffroi.lib.refusals import Refusal
from beffroi.payments import queries as payments
from beffroi.procedures import queries as procedures
from beffroi.ui.access import signed_in
from beffroi.ui.answers import or_404
from beffroi.ui.phases import phase_tag
from beffroi.ui.requests import Request

from .words import phase_steps, turn_sentence, turn_state


@signed_in()
@require_GET
@never_cache
def home(request: Request) -> HttpResponse:
    """My requests, my drafts, what is new."""
    cases = queries.my_cases(request.actor)
    rows = [_row(case) for case in cases]
    drafts = [
        (d, str(procedures.definition(d.version_id).title)) for d in queries.my_drafts(request.actor)[:10]
    ]
    context = {
        "rows": rows,
        "drafts": drafts,
        "unread": correspondence.unread_notices(request.actor.account_id),
        "waiting": [row for row in rows if row[0].next_turn == "applicant" and row[0].closed_at is None],
    }
    return render(request, "portal/cases/home.html", context)


def _row(case: Case) -> tuple[Case, str, Any, str, date | None]:
    """A request in a list: title, the word and state of its phase, the day of the answer."""
    title = str(procedures.definition(case.version_id).title)
    return (case, title, *phase_tag(case.phase), queries.expected_on(case))


@signed_in()
@require_GET
@never_cache
def case(request: Request, case_id: UUID) -> HttpResponse:
    """One of my requests: where it stands, who has the ball, what I can do."""
    return show(request, case_id)


def show(
    request: Request, case_id: UUID, *, refusal: Refusal | None = None, control: str = "", answer: str = ""
) -> HttpResponse:
    """The screen of a request; with why something is refused, and what was typed beside it."""
    with or_404():
        view = queries.case_for(request.actor, case_id)
    found = view.case
    due = [p for p in view.payments if p.status == "due"]
    context = {
        "view": view,
        "case": found,
        "steps": phase_steps(found.phase, view.nature, found.submitted_at, found.closed_at),
        "linked": [(one, *phase_tag(one.case.phase)) for one in view.linked],
        "letters": _letters(request, view),
        "turn": turn_sentence(found.phase, found.next_turn),
        "turn_state": turn_state(found.phase, found.next_turn),
        "due": [(p, payments.displayed_reference(p)) for p in due],
        "beneficiary": payments.beneficiary() if due else None,
        "expected": queries.expected_on(found),
        "tracking_code": queries.tracking_code_of(found.pk),
        "refusal": refusal,
        "control": control,
        "has_errors": bool(refusal),
        "answer": answer,
        "answer_files": files_asked(view.answer_files, refusal if control == "files" else None),
        "given": queries.as_drawn(view.answer_files),
    }
    return render(request, "portal/cases/case.html", context, status=422 if refusal else 200)


def files_asked(given: Sequence[AnswerFile], refused: Refusal | None = None) -> dict[str, Any]:
    """The question for the files of an answer, with those given so far."""
    return {
        "name": "files",
        "type": "file",
        "label": _("Vos fichiers"),
        "help": _("Une photo nette suffit."),
        "required": False,
        "multiple": True,
        "accept": actions.ANSWER_TYPES,
        "max_bytes": actions.ANSWER_MAX_BYTES,
        "value": [str(file.pk) for file in given],
        "errors": [str(refused)] if refused else [],
    }


def _letters(request: Request, view: queries.CaseView) -> list[tuple[Any, UUID | None]]:
    """What was written about a request, each with the notice to open where this account received it as one."""
    notices = correspondence.space_notices(request.actor.account_id, limit=200) if view.messages else []
    opened = {(notice.subject, notice.written_at): notice.delivery_id for notice in notices}
    return [(message, opened.get((message.subject, message.created_at))) for message in view.messages]


@signed_in()
@require_http_methods(["GET", "POST"])
@never_cache
def withdraw(request: Request, case_id: UUID) -> HttpResponse:
    """Give a request up, after one confirmation."""
    with or_404():
        view = queries.case_for(request.actor, case_id)
    if request.method == "POST":
        try:
            actions.withdraw_case(actor=request.actor, case_id=case_id)
        except Refusal as refusal:
            return show(request, case_id, refusal=refusal)
        messages.success(request, _("Votre demande est retirée."))
        return redirect("portal:case", case_id=case_id)
    return render(request, "portal/cases/withdraw.html", {"view": view, "case": view.case})
