"""What an import says of itself: each part of a definition, what it became, and why a part was left to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from lxml import etree


class Verdict(StrEnum):
    """``told``: the same here. ``adapted``: here in another manner, said in the note. ``left``: a person must act."""

    TOLD = "told"
    ADAPTED = "adapted"
    LEFT = "left"


#: What is counted, in the order of the report.
KINDS: Final[Mapping[str, str]] = {
    "field": "questions et textes du formulaire",
    "condition": "conditions",
    "text": "textes à trous",
    "prefill": "premières valeurs",
    "choice": "listes de réponses",
    "action": "actions du circuit",
    "option": "paramètres",
    "role": "rôles",
    "definition": "définitions",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of a definition: where it stands (``path``: in the XML), what became of it, its own words, and why."""

    kind: str
    verdict: Verdict
    file: str
    line: int
    path: str
    where: str
    source: str = ""
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the report that programs read."""
        return {
            "kind": self.kind,
            "verdict": self.verdict.value,
            "file": self.file,
            "line": self.line,
            "path": self.path,
            "where": self.where,
            "source": self.source,
            "reason": self.reason,
        }


@dataclass
class Report:
    """Every part of the definitions read, in the order in which they were met."""

    #: Each once, however many forms follow a workflow.
    entries: dict[Entry, None] = field(default_factory=dict)

    def take(self, other: Report) -> None:
        """The entries of a part that was written apart."""
        self.entries |= other.entries

    def counts(self) -> dict[str, Counter[Verdict]]:
        """By kind, how many parts of each verdict."""
        found: dict[str, Counter[Verdict]] = {kind: Counter() for kind in KINDS}
        for entry in self.entries:
            found[entry.kind][entry.verdict] += 1
        return {kind: counter for kind, counter in found.items() if counter}

    def to_do(self) -> list[Entry]:
        """What a person must look at."""
        return [entry for entry in self.entries if entry.verdict is not Verdict.TOLD]

    def as_json(self) -> dict[str, Any]:
        """The whole report: totals, and every part that is not the same here."""
        totals = {
            kind: {verdict.value: counter[verdict] for verdict in Verdict}
            for kind, counter in self.counts().items()
        }
        return {"totals": totals, "entries": [entry.as_json() for entry in self.to_do()]}

    def as_text(self) -> str:
        """The same for people, in French."""
        lines = ["Ce que l’import a fait", ""]
        for kind, counter in self.counts().items():
            total, told = counter.total(), counter[Verdict.TOLD]
            lines.append(
                f"- {KINDS[kind]} : {total}, dont {told} tels quels, {counter[Verdict.ADAPTED]} adaptés, "
                f"{counter[Verdict.LEFT]} laissés à une personne"
            )
        for verdict, heading in _HEADINGS.items():
            lines += _section(heading, [one for one in self.entries if one.verdict is verdict])
        return "\n".join(lines) + "\n"


_HEADINGS: Final = {
    Verdict.LEFT: "À faire par une personne",
    Verdict.ADAPTED: "Fait autrement que là-bas",
}


def _section(heading: str, entries: list[Entry]) -> list[str]:
    if not entries:
        return []
    lines = ["", heading, ""]
    for entry in entries:
        lines.append(f"- {entry.file}, ligne {entry.line} ({entry.where}) : {entry.reason}")
        if entry.source:
            lines.append(f"  « {' '.join(entry.source.split())[:300]} »")
    return lines


@dataclass
class Scribe:
    """Writes the entries of one definition."""

    report: Report
    file: str

    def told(self, kind: str, place: etree._Element, where: str) -> None:
        """The same here."""
        self._write(kind, Verdict.TOLD, place, where, "", "")

    def told_with(
        self, kind: str, place: etree._Element, where: str, notes: list[str], source: str = ""
    ) -> None:
        """The same here, or in another manner when something is noted of it."""
        self._write(kind, Verdict.ADAPTED if notes else Verdict.TOLD, place, where, " ".join(notes), source)

    def adapted(self, kind: str, place: etree._Element, where: str, reason: str, source: str = "") -> None:
        """Here in another manner."""
        self._write(kind, Verdict.ADAPTED, place, where, reason, source)

    def left(self, kind: str, place: etree._Element, where: str, reason: str, source: str = "") -> None:
        """Not here: a person must act; its own words are kept."""
        self._write(kind, Verdict.LEFT, place, where, reason, source)

    def _write(
        self, kind: str, verdict: Verdict, place: etree._Element, where: str, reason: str, source: str
    ) -> None:
        path = place.getroottree().getpath(place)
        entry = Entry(kind, verdict, self.file, place.sourceline or 1, path, where, source.strip(), reason)
        self.report.entries.setdefault(entry)
