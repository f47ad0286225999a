"""The register of blocks: operations that a package may call by name, and that higher rooms run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Block:
    """An operation on offer: its arguments' schema and what runs it (``run(case=, args=, call_id=, actor=)``)."""

    name: str
    schema: type[BaseModel]
    run: Callable[..., None]

    @property
    def purpose(self) -> str:
        """Its first sentence, for the reference page."""
        return (self.run.__doc__ or self.schema.__doc__ or "").strip().partition("\n")[0]


_blocks: dict[str, Block] = {}


def register_block(name: str, schema: type[BaseModel], run: Callable[..., None]) -> None:
    """Offer an operation to packages; registering a name again replaces it."""
    _blocks[name] = Block(name, schema, run)


def block(name: str) -> Block:
    """The block of that name. Raises LookupError."""
    return _blocks[name]


def blocks() -> dict[str, Block]:
    """Every block on offer, by name."""
    return dict(sorted(_blocks.items()))
