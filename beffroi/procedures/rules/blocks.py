"""The register of blocks: operations that a package may call by name, and that higher rooms run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True, slots=True)
class Approvals:
    """What keeps the approvals of what packages declare and a person has to read first.

    ``declare(actor=, connectors=)`` writes down what a package says, in the transaction that keeps the package;
    ``lacking(connectors)`` gives the names of those that nobody has approved in these very words.
    """

    declare: Callable[..., None]
    lacking: Callable[[Sequence[Mapping[str, Any]]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Block:
    """An operation on offer: its arguments' schema and what runs it (``run(case=, args=, call_id=, actor=)``).

    Without ``run`` it is declared only: a package that calls it can be checked and kept, not published.
    """

    name: str
    schema: type[BaseModel]
    run: Callable[..., None] | None = None
    approvals: Approvals | None = None

    @property
    def purpose(self) -> str:
        """Its first sentence, for the reference page."""
        return (self.run.__doc__ or self.schema.__doc__ or "").strip().partition("\n")[0]


_blocks: dict[str, Block] = {}


def register_block(
    name: str,
    schema: type[BaseModel],
    run: Callable[..., None] | None = None,
    *,
    approvals: Approvals | None = None,
) -> None:
    """Offer an operation to packages; registering a name again replaces it."""
    _blocks[name] = Block(name, schema, run, approvals)


def block(name: str) -> Block:
    """The block of that name. Raises LookupError."""
    return _blocks[name]


def runner(name: str) -> Callable[..., None]:
    """What runs the block of that name. Raises LookupError when it is unknown, or declared only."""
    run = block(name).run
    if run is None:
        raise LookupError(f"{name} is declared, but nothing runs it")
    return run


def blocks() -> dict[str, Block]:
    """Every block on offer, by name."""
    return dict(sorted(_blocks.items()))


# --- declared before the rooms that will run them: packages may be written and checked, not published


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HoldSlot(_Arguments):
    """Keep the slot that the applicant chose, for some hours. *Declared only.*"""

    slot: str = Field(description="The name of the question of type `slot`.")
    hours: int = 72


class ConfirmSlot(_Arguments):
    """Make a slot that was kept the applicant’s for good. *Declared only.*"""

    slot: str = Field(description="The name of the question of type `slot`.")


class Score(_Arguments):
    """Open the assessment of a request by the criteria of a decision table. *Declared only.*"""

    criteria: str = Field(description="The name of the decision table.")
    assessors: int = 1


register_block("slots.hold", HoldSlot)
register_block("slots.confirm", ConfirmSlot)
register_block("grants.score", Score)
