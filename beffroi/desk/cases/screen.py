"""One case, whole, on one screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beffroi.cases import actions, queries
from beffroi.cases.models import Case
from beffroi.journal import actions as journal
from beffroi.lib.refusals import Refusal
from beffroi.payments import queries as payments
from beffroi.people import queries as people
from beffroi.ui import spoken
from beffroi.ui.access import agent
from beffroi.ui.answers import SHOWN_IN_PLACE, file_response, or_404
from beffroi.ui.languages import in_french
from beffroi.ui.requests import Request

from .history import entries
from .periods import legal_in_words, lines_in_words, longer_in_words
from .words import CHANNELS, OUTCOMES, known_by, phase_tag, turn_tag

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
    "register": "id_why",
    "extend": "id_longer_reason",
}


def _target(transitions: Any, papers: list[Paper], about: str) -> str:
    """Where the error summary leads; empty when there is nothing to mend, only something to know."""
    step = next((t for t in transitions if t.name == about and t.form), None)
    paper = next((p for p in papers if p.about == about), None)
    if step or paper:
        return f"id_{step.form[0].name}" if step else f"id_{paper.field}" if paper else ""
    return _CONTROLS.get(about, "")


def reason_in(typed: Any) -> str:
    """Why a document is to be revoked; each document has a box of its own, so that ids stay apart."""
    return next((str(text) for key, text in typed.items() if key.startswith("reason")), "")


@dataclass(frozen=True)
class Paper:
    """A document of the case, with the names that its form for revoking has on this screen."""

    paper: Any
    about: str
    field: str
    to_check: bool


def _papers(view: queries.DeskCase) -> list[Paper]:
    """What still waits to be handed over by this agent is to be looked at: it is shown without being asked for."""
    return [
        Paper(paper, f"revoke-{paper.pk}", f"reason_{number}", view.may_act and paper.delivered_at is None)
        for number, paper in enumerate(view.documents, start=1)
    ]


def _figures(view: queries.DeskCase) -> list[tuple[Any, Any]]:
    """Where the case stands, who has to act, by when."""
    case = view.case
    holder = view.task.holder.account.get_full_name() if view.task and view.task.holder else ""
    who, _state = turn_tag(case, view.task, str(_("Vous")) if view.holds else holder)
    old = [(_("Numéro de l’ancien guichet"), case.old_reference)] if case.old_reference else []
    received = {"when": _received(case), "how": CHANNELS.get(case.channel, case.channel)}
    return [
        (_("Étape"), in_french(view.status)),
        (_("Qui agit"), who),
        (_("Échéance"), _due_in_words(view)),
        (_("Délai légal"), legal_in_words(view.period)),
        (_("Reçu"), _("%(when)s, %(how)s") % received),
        *_encoded(case),
        *old,
        *_kept(case),
    ]


def _kept(case: Case) -> list[tuple[Any, Any]]:
    """Until when a closed case is kept, and why that was put off."""
    if case.destroy_after is None or case.anonymised_at is not None:
        return []
    day = spoken.day(case.destroy_after, weekday=False)
    return [(_("À garder jusqu’au"), f"{day} : {case.retention_reason}" if case.retention_reason else day)]


def _received(case: Case) -> str:
    """The moment; of what an agent encoded the hour is not known."""
    return spoken.day(case.intake.received_on) if case.intake else spoken.moment(case.submitted_at)


def _encoded(case: Case) -> list[tuple[Any, Any]]:
    if case.intake is None:
        return []
    return [(_("Encodage commencé par"), case.intake.agent.account.get_full_name())]


def _born(birth: str) -> str:
    """A birth of which only the month or the year is known stays as the register writes it."""
    return spoken.day(birth, weekday=False) if len(birth) == len("1985-07-30") else birth


def _due_in_words(view: queries.DeskCase) -> Any:
    if view.case.paused_on is not None:
        return _("Délai de service en pause depuis %(day)s") % {"day": spoken.day(view.case.paused_on)}
    expected = queries.expected_on(view.case)
    if expected:
        return spoken.due(expected)
    answered = view.case.phase in ("delivered", "refused")
    return _("Le demandeur a sa réponse") if answered else _("Plus d’échéance")


@agent()
@require_GET
@never_cache
def case(request: Request, case_id: UUID) -> HttpResponse:
    """Everything about a case; the look at it is recorded before it is shown."""
    return show(request, case_id)


def show(
    request: Request,
    case_id: UUID,
    *,
    refusal: Refusal | None = None,
    about: str = "",
    typed: Any = None,
    record: Any = None,
) -> HttpResponse:
    """The case screen, with what was refused (``about`` names the form) and what had been typed there.

    ``record``: what the register says, looked up a moment ago; it is shown once and kept nowhere.
    """
    with or_404():
        view = queries.case_for_desk(request.actor, case_id)
    journal.consult(
        actor=request.actor,
        reason=f"dossier {view.case.number}",
        screen="desk.case",
        subjects=actions.about_case(view.case),
    )
    word, state = phase_tag(view.case.phase)
    agents = list(people.agents_of(view.case.department))
    papers = _papers(view)
    context = {
        "view": view,
        "case": view.case,
        "word": word,
        "known_by": known_by(view.case),
        "state": state,
        "figures": _figures(view),
        "papers": papers,
        "record": record,
        "born": _born(record.birth) if record else "",
        "history": entries(view.history, view.steps, {a.pk: a.account.get_full_name() for a in agents}),
        "direct": [t for t in view.transitions if _is_direct(t)],
        "with_form": [
            _as_typed(t, typed, refusal) if t.name == about else t
            for t in view.transitions
            if not _is_direct(t) and t.name != _ASK
        ],
        "target": _target(view.transitions, papers, about),
        "may_ask": any(t.name == _ASK for t in view.transitions),
        "agents": [("", _("Choisir…")), *((str(a.pk), a.account.get_full_name()) for a in agents)],
        "decisions": [(d, *OUTCOMES.get(d.outcome, (d.outcome, "neutral"))) for d in view.decisions],
        "payments": [(p, payments.displayed_reference(p)) for p in view.payments],
        "linked": [(one, *phase_tag(one.case.phase)) for one in view.linked],
        "longer_words": longer_in_words(view.period),
        "clock_lines": lines_in_words(view.period),
        "may_upload": view.case.phase not in ("delivered", "refused", "withdrawn", "closed"),
        "may_revoke": bool(request.actor.roles & {"head", "registrar"}),
        "origins": _ORIGINS,
        "shown": SHOWN_IN_PLACE,
        "refusal": refusal,
        "about": about,
        "typed": typed or {},
        "typed_reason": reason_in(typed or {}),
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
