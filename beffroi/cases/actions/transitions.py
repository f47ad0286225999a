"""A person takes a step that the workflow offers them; a step that decides leaves its decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beffroi.cases.models import Case
from beffroi.cases.queries import form_context, workflow_data
from beffroi.lib.refusals import Forbidden
from beffroi.people.policies import Actor
from beffroi.procedures import queries as procedures

from .advance import move
from .decisions import decide
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
    data |= {"agent": case.agent_answers}
    if way.decides:
        data |= _decide(case, actor, way.decides, str(given.get("motive", "")), data)
    step = procedures.take(definition, case.status, transition, data)
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
    cleaned = procedures.clean_transition(definition, case.status, way.name, raw, context)
    if "motive" in cleaned.errors:
        raise MotiveMissing
    if cleaned.errors:
        raise FormIncomplete(cleaned.errors)
    return dict(cleaned.values)


def _decide(case: Case, actor: Actor, outcome: str, motive: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Decide; what ``case.motive`` and ``case.remedies`` then say."""
    if outcome == "refused" and not motive:
        raise MotiveMissing
    if actor.agent_id is None:
        raise Forbidden
    decision = decide(case, outcome, motive=motive, actor=actor, by=actor.agent_id, data=data)
    return {"motive": decision.motive, "remedies": decision.remedies}
