"""What happens next to a case, and when: told by where it stands, so that a killed replay goes on from there."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from beffroi.cases.queries import Standing

from .year import ASKED, REFUSED, SILENT, SLOW, UNPAID, WITHDRAWN, Request, home_moment, office_moment

CLAIM, ASK, ANSWER, PAY, STEP, REFUSE, WITHDRAW = (
    "claim",
    "ask",
    "answer",
    "pay",
    "step",
    "refuse",
    "withdraw",
)

#: The step that an agent takes from a status of the shipped procedures; elsewhere they refuse.
STEPS = {"a_traiter": "produire", "a_verifier": "chercher", "a_controler": "delivrer", "a_remettre": "remis"}
#: Where a case is looked at for the first time: questions and refusals come here.
_FIRST = ("a_traiter", "a_verifier")
#: A case has moved twice or three times (received, perhaps paid) when it is looked at; more, and a question was asked.
_BEFORE_A_QUESTION = 3
_UNDECIDED = ("received", "in_progress", "waiting_applicant")

#: Office hours that a task waits before somebody takes it, on average: usually, when it is forgotten, and at the end of
#: the year, where the work of the present day lies.
_WAIT, _LONG_WAIT, _PRESENT_WAIT = 4.0, 30.0, 22.0
_PRESENT = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Move:
    """Something that someone does to a case at an instant."""

    at: datetime
    kind: str
    standing: Standing


def next_move(
    request: Request, standing: Standing, *, until: datetime, closed: Collection[date]
) -> Move | None:
    """The next thing that a person does; None when the case waits for nobody or for a delay."""
    chance = random.Random(f"{request.number}:{request.at}:{standing.revision}:{standing.holder_id is None}")  # noqa: S311
    if standing.closed:
        return None
    if request.fate == WITHDRAWN and standing.phase in _UNDECIDED:
        return Move(home_moment(standing.changed_at, chance.random() * 2, chance), WITHDRAW, standing)
    if standing.phase == "waiting_applicant":
        return _applicant(request, standing, chance, closed)
    if standing.task_id is None or standing.task_since is None:
        return None
    if standing.holder_id is None:
        hours = chance.expovariate(1 / _patience(request, until))
        return Move(office_moment(standing.task_since, hours, closed), CLAIM, standing)
    hours = 0.1 + chance.expovariate(1 / (4.0 if standing.status == "a_remettre" else 0.7))
    return Move(office_moment(standing.task_since, hours, closed), _agent(request, standing), standing)


def _applicant(
    request: Request, standing: Standing, chance: random.Random, closed: Collection[date]
) -> Move | None:
    if standing.question_id is not None:
        if request.fate == SILENT:
            return None
        return Move(home_moment(standing.changed_at, chance.expovariate(1 / 3), chance), ANSWER, standing)
    if request.fate == UNPAID:
        return None
    hours = 0.1 if request.channel == "counter" else chance.expovariate(1 / 14)
    return Move(office_moment(standing.changed_at, hours, closed), PAY, standing)


def _patience(request: Request, until: datetime) -> float:
    if request.at > until - _PRESENT:
        return _PRESENT_WAIT
    return _LONG_WAIT if request.fate == SLOW else _WAIT


def _agent(request: Request, standing: Standing) -> str:
    if standing.status in _FIRST:
        if request.fate in (ASKED, SILENT) and standing.revision <= _BEFORE_A_QUESTION:
            return ASK
        if request.fate == REFUSED:
            return REFUSE
    return STEP if standing.status in STEPS else REFUSE
