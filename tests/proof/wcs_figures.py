"""What a comparison of two systems comes to, kind by kind and action by action."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from lxml import etree

from beffroi.procedures.rules.publik import Verdict

from .wcs_subjects import Subject, path_of

#: What an action comes to, the worst first.
BECAME = ("differs", "the same", "otherwise, as announced", "left to a person", "no walk came to it")


@dataclass
class Figures:
    """What was compared, and what came of it: the same, announced by the report, or neither."""

    same: Counter[str] = field(default_factory=Counter)
    announced: Counter[str] = field(default_factory=Counter)
    differ: Counter[str] = field(default_factory=Counter)
    #: By file and action: what came of it, each time.
    items: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    told: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def said(self) -> str:
        """The figures, kind by kind."""
        lines = [f"{'':10} {'same':>7} {'announced':>9} {'differ':>7}"]
        for kind in sorted(self.same | self.announced | self.differ):
            counts = self.same[kind], self.announced[kind], self.differ[kind]
            lines.append(f"{kind:10} {counts[0]:7} {counts[1]:9} {counts[2]:7}")
        return "\n".join(lines)

    def write(
        self, subject: Subject, kind: str, item: etree._Element | None, outcome: str, what: str = ""
    ) -> None:
        getattr(self, outcome)[kind] += 1
        path = path_of(item) if item is not None else "-"
        self.items[subject.file, path].add(outcome)
        if outcome == "differ":
            self.told.setdefault((subject.file, path, kind), what)

    def became(self, key: tuple[str, str], subject: Subject, item: etree._Element) -> str:
        """One of ``BECAME``."""
        outcomes = self.items.get(key, set())
        if outcomes & {"differ", "same"}:
            return "differs" if "differ" in outcomes else "the same"
        if subject.verdict(item) is Verdict.LEFT:
            return "left to a person"
        return "otherwise, as announced" if outcomes or subject.nothing_here(item) else "no walk came to it"
