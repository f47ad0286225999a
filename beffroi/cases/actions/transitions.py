"""A person takes a step that the workflow offers them; a step that decides leaves its decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beffroi.cases.events import DecisionMade
from beffroi.cases.models import Case, Decision
from beffroi.cases.queries import form_context, workflow_data
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.refs import ref
from beffroi.lib.refusals import Forbidden
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .advance import move
from .facts import about_case, process_of
from .refusals import FormIncomplete, MotiveMissing, TransitionNotOffered


def take(case: Case, transition: str, *, actor: Actor, form: Mapping[str, str] | None = None) -> None:
    """Take a transition that the workflow offers to the actor's roles in this status.

    ``form`` is what was typed in the transition's small form. Called inside a transaction that holds the case's row.
    Raises TransitionNotOffered, MotiveMissing, FormIncomplete.
    """
    definition, data = procedures.definition(case.version_id), workflow_data(case)
    offered = procedures.transitions_for(definition, case.status, actor.roles, data)
    way = next((way for way in offered if way.name == transition), None)
    if way is None:
        raise TransitionNotOffered
    given = _clean(case, way, form or {}, actor)
    answers = {**case.agent_answers, **given}
    case.agent_answers = {name: value for name, value in answers.items() if value is not None}
    if way.decides:
        _decide(case, actor, way.decides, str(given.get("motive", "")), data)
    step = procedures.take(definition, case.status, transition, workflow_data(case))
    move(case, step, actor=actor, transition=transition)


def _clean(
    case: Case, way: procedures.TransitionView, form: Mapping[str, str], actor: Actor
) -> dict[str, Any]:
    """The answers to the questions of the transition, nothing else that was sent with them."""
    if not way.form:
        return {}
    definition = procedures.definition(case.version_id)
    context = form_context(actor, slug=case.procedure, language=case.language)
    raw = {name: [str(value).strip()] for name, value in form.items()}
    cleaned = procedures.clean_transition(definition, way.name, raw, context)
    if "motive" in cleaned.errors:
        raise MotiveMissing
    if cleaned.errors:
        raise FormIncomplete(cleaned.errors)
    return dict(cleaned.values)


def _decide(case: Case, actor: Actor, outcome: str, motive: str, data: Mapping[str, Any]) -> None:
    if outcome == "refused" and not motive:
        raise MotiveMissing
    if actor.agent_id is None:
        raise Forbidden
    definition = procedures.definition(case.version_id)
    decision = Decision.objects.create(
        case=case,
        outcome=outcome,
        motive=motive,
        remedies=procedures.remedies(definition, case.language, data) if outcome == "refused" else "",
        authority=str(definition.authority),
        decided_by_id=actor.agent_id,
        decided_at=clock.now(),
    )
    made = DecisionMade(outcome=decision.outcome, authority=decision.authority)
    journal.record(made, actor=actor, about=[*about_case(case), ref(decision)], process=process_of(case))
