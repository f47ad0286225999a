"""Encoding for somebody: what came by post, at the counter or by telephone becomes a case as what came online does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from beffroi.cases import policies, queries
from beffroi.cases.models import Draft, Intake
from beffroi.cases.rules.arriving import LETTER, SEEN, Arrival, wrong
from beffroi.lib import clock
from beffroi.lib.acting import Acting, Stamp
from beffroi.lib.refusals import NotFound
from beffroi.people import queries as people
from beffroi.people.policies import Actor, Level
from beffroi.procedures import queries as procedures

from .draft_files import refuse_closed
from .drafts import begin
from .refusals import AgentsAddress, FormIncomplete, OwnBusiness


@transaction.atomic
def begin_intake(*, actor: Actor, slug: str, arrival: Arrival, printed: int | None = None) -> Draft:
    """Begin to encode a request for somebody, on the version in force; ``printed`` is the version of their paper.

    The draft is the department's: its agents go on with it. Raises NotFound, also for other agents, and FormIncomplete.
    """
    version = procedures.version_in_force(slug)
    definition = procedures.definition(version.pk)
    if actor.agent_id is None or not policies.may_take_in(actor, definition.department):
        raise NotFound
    _refuse_wrong(arrival)
    intake = Intake.objects.create(
        department=definition.department, agent_id=actor.agent_id, printed=printed, **_said(arrival)
    )
    by = Encoding(actor, arrival.channel)
    return begin(slug, arrival.channel, arrival.language, by=by, intake=intake).draft


@transaction.atomic
def correct_intake(*, actor: Actor, draft_id: UUID, arrival: Arrival) -> Draft:
    """Say anew how a request arrived; its answers stay. Raises NotFound, DraftExpired, FormIncomplete."""
    draft = queries.intake_for(actor, draft_id)
    refuse_closed(draft)
    _refuse_wrong(arrival)
    Intake.objects.filter(draft=draft).update(**_said(arrival))
    draft.channel, draft.language = arrival.channel, arrival.language
    draft.revision += 1
    draft.save(update_fields=["channel", "language", "revision"])
    return draft


def _said(arrival: Arrival) -> dict[str, Any]:
    return {"received_on": arrival.received_on, "identity": arrival.identity, "reply": arrival.reply}


def _refuse_wrong(arrival: Arrival) -> None:
    if errors := wrong(arrival, clock.today()):
        raise FormIncomplete(errors)


def refuse_own(actor: Actor, definition: procedures.Definition, answers: dict[str, Any]) -> None:
    """Nobody encodes a request of their own, nor has the answer sent to themself.

    Raises OwnBusiness, AgentsAddress.
    """
    number = procedures.applicant_number(definition, answers)
    person_id = people.person_of_number(UUID(number)) if number else None
    if actor.person_id is not None and person_id == actor.person_id:
        raise OwnBusiness
    if actor.email and procedures.applicant_email(definition, answers).lower() == actor.email.lower():
        raise AgentsAddress
    if actor.account_id is not None and _agent_concerned(definition, answers) == actor.account_id:
        raise OwnBusiness


def _agent_concerned(definition: procedures.Definition, answers: dict[str, Any]) -> UUID | None:
    """The account of the agent who asks for something on paper as anybody does, where the answers tell."""
    number = procedures.applicant_number(definition, answers)
    return people.agent_who_is(
        number_id=UUID(number) if number else None,
        email=procedures.applicant_email(definition, answers),
        name=procedures.applicant_name(definition, answers),
        birth=procedures.applicant_birth(definition, answers),
    )


@dataclass(frozen=True)
class Encoding:
    """The agent, in the facts of a request that came by a channel."""

    agent: Acting
    channel: str

    def stamp(self) -> Stamp:
        """The agent's, with the way in of the person."""
        return replace(self.agent.stamp(), channel=self.channel)


def asked_elsewhere(
    intake: Intake, definition: procedures.Definition, answers: dict[str, Any]
) -> dict[str, Any]:
    """Who asks and since when, as the case keeps it: what the paper says, nobody's account.

    Their identity is as sure as an agent's check of it: paper and words stand for no online means.
    """
    email = procedures.applicant_email(definition, answers)
    return {
        "applicant_name": procedures.applicant_name(definition, answers)[:200],
        "applicant_email": "" if intake.reply == LETTER else email,
        "identity_level": int(Level.CHECKED if intake.identity == SEEN else Level.NONE),
        "submitted_at": _moment(intake),
        "intake": intake,
        "kept_from_id": _agent_concerned(definition, answers),
    }


def _moment(intake: Intake) -> datetime:
    """Now for what came today, else the beginning of its day: the hour is not known."""
    now = clock.now()
    return now if intake.received_on == clock.day_of(now) else clock.start_of(intake.received_on)
