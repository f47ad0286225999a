"""tests/*.yaml: example cases in plain words."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field as Key

from .common import InputName, LevelName, Name, Part


class Who(Part):
    """The applicant."""

    level: LevelName = "email"
    resident: bool | None = None
    language: str = "fr"


class Expected(Part):
    """What must be found; what is left out is not looked at."""

    pages: tuple[Name, ...] | None = None
    problems: tuple[InputName, ...] | None = Key(
        None, description="The fields with a problem; in a repeated block `enfants-0-prenom`, lines from 0."
    )
    entitlement: str | None = Key(None, description="allowed, with_proof, refused or unknown.")
    fee: int | None = Key(None, description="The total in cents.")
    rows: dict[Name, tuple[Name, ...]] | None = Key(None, description="The rows that fire, by table.")
    status: Name | None = None
    phase: str | None = None
    next_turn: str | None = None
    messages: tuple[Name, ...] | None = None
    documents: tuple[Name, ...] | None = None
    blocks: tuple[str, ...] | None = None
    transitions: tuple[Name, ...] | None = Key(None, description="The ways out offered to the role in `by`.")
    task: str | None = Key(None, description="The role that is offered a task.")


class Step(Part):
    """Something that happens to the case, and what must follow. One of submit, take, fact, wait."""

    submit: bool = Key(False, description="The request is sent.")
    take: Name | None = Key(None, description="Somebody takes this transition.")
    by: str = Key("clerk", description="In this role.")
    agent: dict[str, Any] = Key(
        default_factory=dict,
        description="With these answers in the small form, or kept of what a service answered.",
    )
    fact: str | None = Key(None, description="A fact of the house arrives.")
    wait: int | None = Key(None, ge=0, le=3660, description="So many calendar days pass.")
    expect: Expected = Key(default_factory=Expected)


class RowExample(Part):
    """A row of a reference table, as the example sees it."""

    value: str
    label: str = ""
    cells: dict[Name, int | bool | str] = Key(default_factory=dict)


class ServiceExample(Part):
    """What a service answers in the example, by the names of its connector; or that it does not."""

    gives: dict[Name, int | bool | str] = Key(default_factory=dict)
    fails: bool = False


class TestFile(Part):
    """One example."""

    __test__ = False

    title: str = Key(description="The story in one sentence.")
    on: date = Key(description="The day it happens.")
    who: Who
    closed: tuple[date, ...] = Key((), description="Days on which the commune is closed in this example.")
    options: dict[str, int | bool | str] = Key(default_factory=dict)
    rows: dict[Name, tuple[RowExample, ...]] = Key(
        default_factory=dict,
        description="The rows of a reference table on that day; those of options.yaml when it is left out.",
    )
    services: dict[Name, ServiceExample] = Key(
        default_factory=dict,
        description="What each connector answers; one that is left out does not answer by itself: a step says it.",
    )
    answers: dict[str, Any] = Key(default_factory=dict)
    expect: Expected = Key(default_factory=Expected, description="Before anything is sent.")
    steps: tuple[Step, ...] = ()
