"""One case, whole, on one screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beffroi.cases import actions, queries
from beffroi.journal import actions as journal
from beffroi.lib.refusals import Refusal
from beffroi.payments import queries as payments
from beffroi.people import queries as people
from beffroi.ui.access import agent
from beffroi.ui.answers import SHOWN_IN_PLACE, file_response, or_404
from beffroi.ui.phases import phase_tag
from beffroi.ui.requests import Request

from .history import entries

#: The transition that asks the applicant for more has a form of its own.
_ASK = "ask_information"

#: Who may have sealed a document that is taken in.
_ORIGINS = [("baec", _("Banque des actes (BAEC)")), ("rn", _("Registre national"))]


def _is_direct(transition: Any) -> bool:
    """A step that one press takes: no form, and nothing that the applicant would have to contest."""
    return transition.name != _ASK and not transition.form and transition.decides != "refused"


def _as_typed(transition: Any, typed: Any, refusal: Refusal | None) -> Any:
    """A step whose form was refused: what was typed stays, the reason stands beside the first question."""
    form = [replace(field, value=typed.get(field.name, "")) for field in transition.form]
    if form and refusal:
        form[0] = replace(form[0], errors=(str(refusal),))
    return replace(transition, form=tuple(form))


#: The control at which a refused form of this screen is mended.
_CONTROLS = {
    "ask": "id_question",
    "note": "id_note",
    "upload": "id_document",
    "assign": "id_agent",
    "revoke": "id_reason",
}


def _target(transitions: Any, about: str) -> str:
    """Where the error summary leads; empty when there is nothing to mend, only something to know."""
    step = next((t for t in transitions if t.name == about and t.form), None)
    return f"id_{step.form[0].name}" if step else _CONTROLS.get(about, "")


@agent()
@require_GET
@never_cache
def case(request: Request, case_id: UUID) -> HttpResponse:
    """Everything about a case; the look at it is recorded before it is shown."""
    return show(request, case_id)


def show(
    request: Request, case_id: UUID, *, refusal: Refusal | None = None, about: str = "", typed: Any = None
) -> HttpResponse:
    """The case screen, with what was refused (``about`` names the form) and what had been typed there."""
    with or_404():
        view = queries.case_for_desk(request.actor, case_id)
    journal.consult(
        actor=request.actor,
        reason=f"dossier {view.case.number}",
        screen="desk.case",
        subjects=actions.about_case(view.case),
    )
    word, state = phase_tag(view.case.phase)
    agents = people.agents_of(view.case.department) if view.may_assign else []
    context = {
        "view": view,
        "case": view.case,
        "word": word,
        "state": state,
        "history": entries(view.history),
        "direct": [t for t in view.transitions if _is_direct(t)],
        "with_form": [
            _as_typed(t, typed, refusal) if t.name == about else t
            for t in view.transitions
            if not _is_direct(t) and t.name != _ASK
        ],
        "target": _target(view.transitions, about),
        "may_ask": any(t.name == _ASK for t in view.transitions),
        "agents": [(str(a.pk), a.account.get_full_name()) for a in agents],
        "payments": [(p, payments.displayed_reference(p)) for p in view.payments],
        "may_upload": view.case.phase not in ("delivered", "refused", "withdrawn", "closed"),
        "expected": queries.expected_on(view.case),
        "may_revoke": bool(request.actor.roles & {"head", "registrar"}),
        "origins": _ORIGINS,
        "shown": SHOWN_IN_PLACE,
        "refusal": refusal,
        "about": about,
        "typed": typed or {},
        "has_errors": bool(refusal),
    }
    return render(request, "desk/cases/case.html", context, status=422 if refusal else 200)


@agent()
@require_GET
@never_cache
def document(request: Request, case_id: UUID, paper_id: UUID) -> HttpResponse:
    """A document of a case, shown in place."""
    with or_404():
        found, content = actions.open_case_document(
            actor=request.actor, case_id=case_id, paper_id=paper_id, required_level=0
        )
    return file_response(content, f"{found.kind}.pdf", "application/pdf", inline=True)


@agent()
@require_GET
@never_cache
def evidence(request: Request, case_id: UUID, evidence_id: UUID) -> HttpResponse:
    """A piece of evidence, shown in place when a browser can without risk."""
    with or_404():
        name, content_type, content = actions.open_evidence(
            actor=request.actor, case_id=case_id, evidence_id=evidence_id
        )
    return file_response(content, name, content_type, inline=True)
