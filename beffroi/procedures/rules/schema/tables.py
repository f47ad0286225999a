"""decisions/*.yaml: a table that a legal officer can read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import StringConstraints

from .common import AgentWords, Binding, Expr, Name, Part

#: A literal, a list of literals, a comparison (">= 75"), a range ("18..64", "[18..65["), or "-" for any.
CellText = Annotated[str, StringConstraints(max_length=80)]
Cell = CellText | bool | int | tuple[CellText | int, ...]
OutCell = Annotated[str, StringConstraints(max_length=600)] | bool | int


class Input(Part):
    """A column that is compared."""

    name: Name
    label: AgentWords
    value: Expr = Key(description="What gives the value.")
    values: tuple[str | int | bool, ...] = Key(
        (), description="All possible values, so that gaps can be found."
    )


class Output(Part):
    """A column that answers."""

    name: Name
    label: AgentWords
    type: Literal["text", "number", "amount", "yes_no"] = "text"
    values: tuple[str, ...] = Key((), description="The possible answers, of a text.")


class Row(Part):
    """A line: fires when every cell fits."""

    id: Name
    when: dict[Name, Cell] = Key(
        default_factory=dict, description="Cells by input; an absent one fits anything."
    )
    then: dict[Name, OutCell] = Key(description="The answers; one that starts with = is an expression.")
    note: AgentWords = Key("", description="Why, for the reader.")


class RowPeriod(Binding):
    """The lines that apply between two days. Those that make somebody pay name their vote and what followed."""

    valid_from: date
    valid_to: date | None = Key(None, description="The last day; none while it lasts.")
    legal_reference: AgentWords
    fictional: bool = Key(False, description="Amounts of a demonstration, which bind nobody.")
    rows: tuple[Row, ...] = Key(min_length=1)


class TableFile(Part):
    """A decision table."""

    title: AgentWords
    hit: Literal["unique", "first", "collect"] = Key(
        "unique",
        description="unique: one line fits at most; first: the first that fits; collect: all, amounts added.",
    )
    inputs: tuple[Input, ...] = Key(min_length=1)
    outputs: tuple[Output, ...] = Key(min_length=1)
    periods: tuple[RowPeriod, ...] = Key(min_length=1)
