"""Why cases stay on their version when the others move, and what is told of those that do: reasons, counted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

#: Why a case stays, beside what its answers say (``procedures.MisfitKind``): the house still works for it; its status
#: has no place there; its legal period runs and the new version has none; the workflow runs in a circle.
BUSY: Final = "busy"
NOWHERE: Final = "nowhere"
NO_CLOCK: Final = "no_clock"
CIRCLE: Final = "circle"

#: So many numbers of cases are named for one reason.
MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, about which question (empty: none), and what its form says; ``stays``: whether it keeps a case back."""

    kind: str
    field: str = ""
    message: str = ""
    stays: bool = True


@dataclass(frozen=True, slots=True)
class Why:
    """A reason with how many cases have it, and the numbers of the first."""

    kind: str
    field: str
    message: str
    count: int
    numbers: tuple[str, ...]


class Tally:
    """Reasons as they are met; ``kept`` is what ``stored`` gave."""

    def __init__(self, kept: Iterable[Mapping[str, Any]] = ()) -> None:
        found = (Why(**{**row, "numbers": tuple(row["numbers"])}) for row in kept)
        self._found = {(why.kind, why.field): why for why in found}

    def add(self, number: str, reasons: Iterable[Reason]) -> None:
        """Count the reasons of one case, each once."""
        for key, reason in {(reason.kind, reason.field): reason for reason in reasons}.items():
            why = self._found.get(key) or Why(*key, reason.message, 0, ())
            named = (*why.numbers, number)[:MOST_NAMED]
            self._found[key] = replace(why, count=why.count + 1, numbers=named)

    @property
    def whys(self) -> list[Why]:
        """What was met, the most frequent first."""
        return sorted(self._found.values(), key=lambda why: (-why.count, why.kind, why.field))

    @property
    def stored(self) -> list[dict[str, Any]]:
        """The same as JSON."""
        return [{**asdict(why), "numbers": list(why.numbers)} for why in self.whys]
