"""What a draft knows of each of its pages, besides the answers. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PageState:
    """A page of a draft.

    ``changed_at`` is the moment (ISO) when what it says last changed; ``open`` says that its owner has not gone on from
    it yet; ``unread`` is what they typed there that could not be read, sealed (empty: everything was read).
    """

    changed_at: str = ""
    open: bool = False
    unread: str = ""

    @property
    def moment(self) -> datetime | None:
        """When what it says last changed; None when nothing was ever saved there."""
        return datetime.fromisoformat(self.changed_at) if self.changed_at else None


def state_of(pages: Mapping[str, Mapping[str, Any]], page: str) -> PageState:
    """What is known of a page; nothing at first."""
    return PageState(**pages.get(page, {}))


def with_state(
    pages: Mapping[str, Mapping[str, Any]], page: str, state: PageState
) -> dict[str, Mapping[str, Any]]:
    """The pages, one of them in another state."""
    return {**pages, page: asdict(state)}


def inputs_of(raw: Mapping[str, Sequence[str]], questions: Collection[str]) -> dict[str, list[str]]:
    """What was typed in the boxes of these questions: a date, an address or a line has several, named after it."""
    return {name: list(typed) for name, typed in raw.items() if name.partition("-")[0] in questions}


def differ(answers: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Whether some of the second answers are not among the first; no answer and an emptied one are the same."""
    return any(answers.get(name) != value for name, value in others.items())
