"""workflow.yaml: the path of a request, from receipt to closing."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field as Key

from .common import AgentWords, Expr, Name, Part, PhaseName, RoleName, Words
from .form import Field


class Call(Part):
    """A block, run on entering a status or on a transition."""

    block: str = Key(description="The name of a block; the list is below.")
    args: dict[str, Any] = Key(
        default_factory=dict, description="What the block is told; texts may hold expressions."
    )
    when: Expr = Key("", description="Run only when this holds.")


class Task(Part):
    """What is offered to the agents of a role."""

    role: RoleName = "clerk"
    label: AgentWords = Key(description="What to do, as a verb: « Vérifier et délivrer l’acte ».")


class Delay(Part):
    """A number of days in a status: written here, or set by the commune in an option."""

    days: int | None = Key(None, ge=0, le=3650, description="How many days.")
    option: Name | None = Key(None, description="An option of type number that says how many days.")
    unit: Literal["calendar", "working", "clear"] = Key(
        "calendar", description="Calendar, working (*ouvrables*) or clear (*francs*) days."
    )


class Transition(Part):
    """A way out of a status. Exactly one of by, automatic, after, fact says what takes it."""

    name: Name
    label: AgentWords = Key("", description="The words of the button, for a transition taken by a role.")
    to: Name = Key(description="The status that follows.")
    by: tuple[RoleName, ...] = Key((), description="The roles that may take it.")
    automatic: bool = Key(
        False,
        description="Taken as soon as its condition holds; one that reads the day is looked at each day.",
    )
    after: Delay | None = Key(None, description="Taken after a delay in this status.")
    fact: Literal[
        "",
        "paid",
        "document_ready",
        "act_migrating",
        "act_none",
        "service_answered",
        "service_failed",
        "silence",
        "linked_closed",
    ] = Key("", description="Taken when the house hears this about the case; the list is below.")
    when: Expr = Key("", description="Possible only when this holds.")
    confirm: AgentWords = Key("", description="A question asked before the button acts.")
    form: tuple[Field, ...] = Key(
        (), description="The small form to fill in; its answers are read as agent.<name>."
    )
    decides: Literal["", "granted", "refused"] = Key(
        "",
        description="The formal decision it makes; a refusal asks for its reason and states the means of appeal.",
    )
    calls: tuple[Call, ...] = Key((), description="Blocks run when it is taken.")


class Status(Part):
    """Where a case stands."""

    name: Name
    label: AgentWords = Key(description="What agents read.")
    phase: PhaseName = Key(description="The stage that citizens read.")
    next: Words = Key("", description="What happens now, said to the citizen.")
    turn: Literal["", "outside"] = Key("", description="outside: somebody else than the parties has to act.")
    task: Task | None = None
    enter: tuple[Call, ...] = Key((), description="Blocks run on entering.")
    transitions: tuple[Transition, ...] = ()


class Anywhere(Part):
    """A transition that is possible in every status of some phases."""

    phases: tuple[PhaseName, ...] = Key(min_length=1)
    transition: Transition


class WorkflowFile(Part):
    """The statuses; the first is where a submitted request starts."""

    statuses: tuple[Status, ...] = Key(min_length=1)
    anywhere: tuple[Anywhere, ...] = ()
    fields: tuple[Field, ...] = Key(
        (),
        description="What blocks keep on the case beside the answers; read as agent.<name>, asked by no form.",
    )
