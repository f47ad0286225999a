"""The workflow engine: definition, status and what happened in; next status, task and block calls out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from . import schema
from .definition import Definition, type_of
from .expressions import Scope
from .fields import FieldView
from .phases import ENDS, Phase, next_turn
from .records import kept, moved, options_in_force
from .schema import Call, Status, Transition
from .texts import expand_all

#: What the house tells a workflow, and when.
FACTS: Final = {
    "paid": "the payment asked for has been received",
    "document_ready": "a document of the case is sealed: made here, fetched from the bank of acts, or uploaded",
    "act_migrating": "the bank of acts is loading the act; it can be asked for again in two days",
    "act_none": "the bank of acts does not hold the act",
    "service_answered": "every service that was called here has answered; what is kept can be read",
    "service_failed": "a service that was called here was not reached, or its answer is of no use",
    "silence": "the legal period has passed without a decision",
    "linked_closed": "every case that one step of this one opened has ended; `case.linked` says how",
}

#: Names that mean the same in every package, because verbs of the house take them.
RESERVED: Final = {
    "ask_information": "an agent asks the applicant for more",
    "information_provided": "the applicant answers",
    "withdraw": "the applicant gives the request up",
}


#: The block that keeps values on the case: what is done after it, in the same move, reads them already.
KEEPS: Final = "cases.set"
#: The block that calls a service: the case rests until the answer is there.
CALLS: Final = "connectors.call"
#: What a workflow hears when it is, and when it will never be.
ANSWERED: Final = "service_answered"
FAILED: Final = "service_failed"


class NoSuchTransition(LookupError):
    """The transition is not a way out of this status, or its condition does not hold."""


@dataclass(frozen=True, slots=True)
class BlockCall:
    """A block to run, with its arguments worked out. ``id`` names the place in the workflow, for idempotency."""

    block: str
    args: dict[str, Any]
    id: str


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """What to offer to the agents of a role."""

    role: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """Where the case goes, and what is to be done on the way."""

    status: str
    phase: str
    calls: list[BlockCall]
    task: TaskSpec | None
    next_turn: str
    closes: bool
    decides: str = ""


@dataclass(frozen=True, slots=True)
class TransitionView:
    """A way out offered to a role."""

    name: str
    label: str
    to: str
    decides: str
    confirm: str
    roles: tuple[str, ...]
    form: tuple[FieldView, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Delay:
    """A transition that is taken after so many days in the status."""

    transition: str
    days: int
    unit: str
    when: str = ""


def start(definition: Definition, scope: Scope) -> Step:
    """Enter the first status."""
    return _enter(definition, definition.initial_status, [], scope)


def take(definition: Definition, status: str, transition: str, scope: Scope) -> Step:
    """Take a transition by its name. Raises NoSuchTransition."""
    for way in definition.ways_out(status):
        if way.name == transition and scope.holds(way.when):
            return _through(definition, status, way, scope)
    raise NoSuchTransition(f"{transition} from {status}")


def on_fact(definition: Definition, status: str, fact: str, scope: Scope) -> Step | None:
    """React to a fact of the house, or not."""
    return _first(definition, status, scope, lambda way: way.fact == fact)


def heard(answers: Collection[bool | None]) -> str | None:
    """What the services called in one place have said together: nothing is heard while one has still to answer.

    ``answers``: whether each has answered, None while it has not. ``""``: none was called.
    """
    if None in answers:
        return None
    if not answers:
        return ""
    return ANSWERED if all(answers) else FAILED


def after_services(definition: Definition, status: str, told: str | None, scope: Scope) -> Step | None:
    """What a case does by itself where services were called (``heard``): it rests until they have answered.

    The way of the fact comes first. Where none is, an answer lets automatic ways go on; a failure does not.
    """
    if told is None:
        return None
    step = on_fact(definition, status, told, scope) if told else None
    if step is not None or told == FAILED:
        return step
    return automatic(definition, status, scope)


def automatic(definition: Definition, status: str, scope: Scope) -> Step | None:
    """The first automatic transition whose condition holds; None at rest."""
    return _first(definition, status, scope, lambda way: way.automatic)


def goes_on(definition: Definition, status: str, scope: Scope) -> bool:
    """Whether a case that stands here is left by itself now."""
    return any(way.automatic and scope.holds(way.when) for way in definition.ways_out(status))


def transitions_for(
    definition: Definition, status: str, roles: Collection[str], scope: Scope
) -> list[Transition]:
    """The ways out that these roles may take now."""
    return [w for w in definition.ways_out(status) if not set(w.by).isdisjoint(roles) and scope.holds(w.when)]


def delays(definition: Definition, status: str, options: Mapping[str, Any]) -> list[Delay]:
    """The transitions that time alone takes; ``options`` are the commune's values, which may set how long."""
    return [
        Delay(way.name, days_of(definition, way.after, options), way.after.unit, way.when)
        for way in definition.ways_out(status)
        if way.after
    ]


def days_of(definition: Definition, delay: schema.Delay, options: Mapping[str, Any]) -> int:
    """How many days a delay lasts; what an option says is kept within ten years."""
    if delay.option is None:
        return delay.days or 0
    return max(0, min(3650, int(options_in_force(definition, options)[delay.option])))


def to_keep(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of some values the workflow declares that it keeps on the case, when it is of the type declared."""
    fields = definition.agent_fields
    return {
        name: value for name, value in values.items() if name in fields and type_of(fields[name]).fits(value)
    }


def stand_at(definition: Definition, name: str) -> Step:
    """Stand at a status without entering it: what it does on entering was done elsewhere and is not done again."""
    return _at(definition, name, [])


def _first(definition: Definition, status: str, scope: Scope, wanted: Any) -> Step | None:
    for way in definition.ways_out(status):
        if wanted(way) and scope.holds(way.when):
            return _through(definition, status, way, scope)
    return None


def _through(definition: Definition, status: str, way: Transition, scope: Scope) -> Step:
    calls, seen = _called(definition, way.calls, f"{status}/{way.name}", scope)
    return _enter(definition, way.to, calls, moved(definition, seen, status, way.to), decides=way.decides)


def _enter(
    definition: Definition, name: str, before: list[BlockCall], scope: Scope, *, decides: str = ""
) -> Step:
    """``scope`` is what is seen from the status entered."""
    entering, _ = _called(definition, definition.statuses[name].enter, f"{name}/enter", scope)
    return _at(definition, name, [*before, *entering], decides=decides)


def _at(definition: Definition, name: str, calls: list[BlockCall], *, decides: str = "") -> Step:
    status = definition.statuses[name]
    phase = Phase(status.phase)
    task = status.task
    return Step(
        status=name,
        phase=phase.value,
        calls=calls,
        task=TaskSpec(task.role, task.label) if task else None,
        next_turn=turn_of(status),
        closes=phase in ENDS,
        decides=decides,
    )


def turn_of(status: Status) -> str:
    """Who has the ball in a status."""
    return status.turn or next_turn(Phase(status.phase))


def _called(
    definition: Definition, calls: Collection[Call], place: str, scope: Scope
) -> tuple[list[BlockCall], Scope]:
    """The blocks to run, one after the other, and what is seen once they have run."""
    found = []
    for index, call in enumerate(calls):
        if not scope.holds(call.when):
            continue
        args = expand_all(call.args, scope)
        found.append(BlockCall(call.block, args, f"{place}/{index}"))
        if call.block == KEEPS:
            scope = kept(definition, scope, to_keep(definition, args["values"]))
    return found, scope
