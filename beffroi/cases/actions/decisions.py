"""The formal act that a step takes: by an agent, or by a text that says what silence means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from beffroi.cases.events import DecisionMade
from beffroi.cases.models import Case, Decision
from beffroi.journal import actions as journal
from beffroi.lib import clock
from beffroi.lib.acting import Acting
from beffroi.lib.refs import ref
from beffroi.procedures import queries as procedures

from .facts import about_case, process_of


def decide(
    case: Case, outcome: str, *, motive: str, actor: Acting, by: UUID | None, data: Mapping[str, Any]
) -> Decision:
    """Write a decision with its motive and, when it refuses, the remedies in the applicant's language.

    ``by`` is the agent who decides; None: nobody did in time, and a text decides. ``data`` is ``workflow_data``. Called
    inside a transaction that holds the case's row.
    """
    definition = procedures.definition(case.version_id)
    decision = Decision.objects.create(
        case=case,
        outcome=outcome,
        tacit=by is None,
        motive=motive,
        remedies=procedures.remedies(definition, case.language, data) if outcome == "refused" else "",
        authority=definition.package.procedure.authority[:120],
        decided_by_id=by,
        decided_at=clock.now(),
    )
    made = DecisionMade(outcome=decision.outcome, authority=decision.authority)
    journal.record(made, actor=actor, about=[*about_case(case), ref(decision)], process=process_of(case))
    return decision
