"""From one version of a procedure to another: where an open case goes, and whether what it holds still fits. Pure.

What was given and is no longer accepted keeps a case where it is: a person has to look. What the new version asks and
nobody was asked, and what it no longer asks, is only told: the request was submitted, and it was complete that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .context import FormContext
from .definition import Definition, type_of
from .forms import Problem, Walk, check_answers, walk
from .phases import ENDS, Phase
from .schema import Field, Status, Transition


class MisfitKind(StrEnum):
    """Why answers and a form do not go together."""

    #: An answer that the new form refuses, or cannot read.
    UNFIT = "unfit"
    #: With these answers the new form sends the person away.
    EXIT = "exit"
    #: The new form asks it and nobody has answered.
    UNANSWERED = "unanswered"
    #: The answer stays on the case, but the new form does not ask for it: it is shown no more.
    UNASKED = "unasked"

    @property
    def keeps_back(self) -> bool:
        """Whether a case stays on its version for this."""
        return self in (MisfitKind.UNFIT, MisfitKind.EXIT)


@dataclass(frozen=True, slots=True)
class Misfit:
    """One of them: about which question (empty: the whole form), and what the form says of it."""

    kind: MisfitKind
    field: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """What changes between two statuses: the work that is offered, what time does by itself, what a citizen reads."""

    task: bool
    delays: bool
    phase: bool


def open_statuses(definition: Definition) -> dict[str, Status]:
    """The statuses at which a case is open, in their order."""
    return {name: status for name, status in definition.statuses.items() if Phase(status.phase) not in ENDS}


def namesakes(before: Definition, after: Definition) -> dict[str, str]:
    """Where a case goes without being told: the status of the same name, when a case is open there too."""
    there = open_statuses(after)
    return {name: name for name in open_statuses(before) if name in there}


def status_differences(before: Definition, status: str, after: Definition, to: str) -> Differences:
    """What changes for the cases that go from a status to another."""
    old, new = before.statuses[status], after.statuses[to]
    return Differences(
        task=old.task != new.task,
        delays=_delays(before, status) != _delays(after, to),
        phase=old.phase != new.phase,
    )


def _delays(definition: Definition, status: str) -> list[Transition]:
    return [way for way in definition.ways_out(status) if way.after]


def misfits(
    definition: Definition, answers: Mapping[str, Any], agent: Mapping[str, Any], context: FormContext
) -> list[Misfit]:
    """What of a case's answers, and of what agents filled in, does not go with a version.

    ``context`` is that of the day on which the case was submitted.
    """
    found = walk(definition, answers, context)
    if found.exit:
        return [Misfit(MisfitKind.EXIT, message=found.view.say(found.exit.title))]
    asked = {question.name: question for _, fields in found.shown for question in fields}
    unread = [name for name in answers if name in asked and not _reads(asked[name], answers[name])]
    return [
        *(Misfit(MisfitKind.UNFIT, name) for name in [*unread, *_unread_of_agents(definition, agent)]),
        *(
            _misfit(problem, found)
            for problem in check_answers(definition, answers, context)
            if problem.field not in unread
        ),
        *(Misfit(MisfitKind.UNASKED, name) for name in answers if name not in asked),
    ]


def _reads(question: Field, value: Any) -> bool:
    """Whether a value has the shape that a question keeps, in each line of a repeated block too."""
    if not type_of(question).fits(value):
        return False
    lines = value if question.fields else ()
    return all(type_of(p).fits(line[p.name]) for line in lines for p in question.fields if p.name in line)


def _unread_of_agents(definition: Definition, agent: Mapping[str, Any]) -> list[str]:
    fields = definition.agent_fields
    return [name for name, value in agent.items() if name in fields and not type_of(fields[name]).fits(value)]


def _misfit(problem: Problem, found: Walk) -> Misfit:
    kind = MisfitKind.UNFIT if _answered(problem.field, found) else MisfitKind.UNANSWERED
    return Misfit(kind, problem.field.partition("-")[0], problem.message)


def _answered(name: str, found: Walk) -> bool:
    """Whether there is an answer under the name of an input: a question's, or ``block-line-question``."""
    block, _, inside = name.partition("-")
    value = found.answers.get(block)
    if inside and value is not None:
        line, _, part = inside.partition("-")
        value = value[int(line)].get(part)
    return value is not None
