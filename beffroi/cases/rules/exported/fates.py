"""What becomes of each exported case, and the report that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from .reading import ExportedCase


class Fate(StrEnum):
    """``archived``: in the archive. ``taken_over``: goes on here. ``stays``: finished there, until a day at most.

    ``known``: imported before. ``expired``: its retention is over. ``left``: nothing is decided, or it does not fit.
    """

    ARCHIVED = "archived"
    TAKEN_OVER = "taken_over"
    STAYS = "stays"
    KNOWN = "known"
    EXPIRED = "expired"
    LEFT = "left"


_WORDS: Final = {
    Fate.ARCHIVED: "gardés dans l’archive",
    Fate.TAKEN_OVER: "repris ici, où ils continuent",
    Fate.STAYS: "à finir dans l’ancien guichet",
    Fate.KNOWN: "déjà importés",
    Fate.EXPIRED: "non repris : leur durée de conservation est passée",
    Fate.LEFT: "laissés dans l’ancien guichet",
}


@dataclass(frozen=True)
class Outcome:
    """What became of one case; ``reason`` says why it stays there, ``notes`` what of it was not taken."""

    case: ExportedCase
    fate: Fate
    reason: str = ""
    notes: tuple[str, ...] = ()
    #: The status of ours in which it goes on, or the last day there.
    target: str | date | None = None

    def as_json(self) -> dict[str, Any]:
        """For the report that programs read."""
        return {
            "file": self.case.file,
            "line": self.case.line,
            "reference": self.case.reference,
            "status": self.case.status_words,
            "fate": self.fate.value,
            "target": str(self.target or ""),
            "reason": self.reason,
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class Report:
    """What an import did, or would do (``dry_run``)."""

    procedure: str
    outcomes: Sequence[Outcome] = field(default_factory=tuple)
    dry_run: bool = False

    def counts(self) -> Counter[Fate]:
        """How many cases met each fate."""
        return Counter(one.fate for one in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        """The whole report."""
        counts = self.counts()
        return {
            "procedure": self.procedure,
            "dry_run": self.dry_run,
            "totals": {fate.value: counts[fate] for fate in Fate},
            "cases": [one.as_json() for one in self.outcomes],
        }

    def as_text(self) -> str:
        """The same for people, in French: totals, then each old status, then what a person must know."""
        counts = self.counts()
        lines = ["Ce que l’import ferait" if self.dry_run else "Ce que l’import a fait", ""]
        lines += [f"- {_WORDS[fate]} : {counts[fate]}" for fate in Fate if counts[fate]]
        lines += ["", "Par statut de l’ancien guichet", "", *_by_status(self.outcomes)]
        told = [one for one in self.outcomes if one.reason or one.notes]
        if told:
            lines += ["", "À savoir", "", *(line for one in told for line in _told(one))]
        return "\n".join(lines) + "\n"


def _by_status(outcomes: Iterable[Outcome]) -> list[str]:
    met = Counter((one.case.status_words, one.case.status, one.fate, _where(one.target)) for one in outcomes)
    return [
        f"- « {words} » ({key}) : {count} {_WORDS[fate]}{where}"
        for (words, key, fate, where), count in sorted(met.items())
    ]


def _where(target: str | date | None) -> str:
    if isinstance(target, date):
        return f", jusqu’au {target:%d/%m/%Y}"
    return f", au statut « {target} »" if target else ""


def _told(one: Outcome) -> list[str]:
    place = f"{one.case.file}, ligne {one.case.line} (dossier {one.case.reference})"
    return [f"- {place} : {said}" for said in filter(None, (one.reason, *one.notes))]
