"""A circuit of ours while it is written: its statuses, the stage of each, and that every one leads to an end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from beffroi.procedures.rules.graph import leading_to, reachable
from beffroi.procedures.rules.phases import ENDS, Phase
from beffroi.procedures.rules.workflow import FAILED

from .conditions import FALSE, TRUE, admitted, joined, negated
from .names import unique
from .report import Scribe


@dataclass
class Circuit:
    """What a workflow becomes: workflow.yaml, its messages, the options it declares (``keys``: theirs → ours)."""

    workflow: dict[str, Any] = field(default_factory=dict)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    options: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    departures: dict[str, str] = field(default_factory=dict)
    #: The services that are called, by the name of their connector, and how expressions begin that read their answer.
    connectors: dict[str, dict[str, Any]] = field(default_factory=dict)
    responses: dict[str, str] = field(default_factory=dict)
    taken_connectors: Counter[str] = field(default_factory=Counter)
    department: str = "a-completer"


@dataclass(frozen=True, slots=True)
class Item:
    """An action of theirs: what it does, its own condition (``holds``), and how the report names it."""

    element: etree._Element
    where: str
    holds: str = TRUE

    def text(self, tag: str) -> str:
        """What one of its parts says."""
        return (self.element.findtext(tag) or "").strip()

    def flag(self, tag: str) -> bool:
        """Whether one of its parts is ticked."""
        return self.text(tag) == "True"

    def words(self, tag: str) -> list[str]:
        """What the items of one of its parts say."""
        return [text for one in self.element.iterfind(f"{tag}/item") if (text := (one.text or "").strip())]


@dataclass(frozen=True, slots=True)
class SmallForm:
    """Questions that some roles answer on the way; a button sends them."""

    item: Item
    roles: list[str]
    fields: list[dict[str, Any]]
    notes: list[str]


@dataclass
class Status:
    """A status being written. Its part of the report is its own until it is known that a way leads to it."""

    element: etree._Element
    data: dict[str, Any]
    scribe: Scribe
    #: Where the items that follow are done: none of the jumps before was taken.
    here: str = TRUE
    #: What the applicant reads, and what agents have to do.
    texts: list[str] = field(default_factory=list)
    agent_texts: list[str] = field(default_factory=list)
    #: The items that say something to agents alone: reported when it is known whether there is a task.
    for_agents: list[Item] = field(default_factory=list)
    forms: list[SmallForm] = field(default_factory=list)
    #: The forms that a button of their own sends.
    sent: list[SmallForm] = field(default_factory=list)
    #: The buttons that are pressed whatever the forms beside them hold.
    regardless: list[str] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    #: The mails to agents: they find a task. Reported when it is known whether there is one.
    mailed: list[Item] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Our name."""
        return str(self.data["name"])

    @property
    def ways(self) -> list[dict[str, Any]]:
        """The transitions so far."""
        found: list[dict[str, Any]] = self.data.setdefault("transitions", [])
        return found

    def when(self, holds: str) -> str:
        """The condition of an item at this place. Raises NotTranslated."""
        return admitted(joined("and", self.here, holds))

    def way(self, data: dict[str, Any], holds: str) -> str:
        """Add a transition, named apart from the others; empty when it can never be taken. Raises NotTranslated."""
        when = self.when(holds)
        if when == FALSE:
            return ""
        found = {**data, "name": unique(data["name"], self.names)}
        if when != TRUE:
            found["when"] = when
        self.ways.append(found)
        return str(found["name"])

    def call(self, block: str, args: dict[str, Any], holds: str) -> None:
        """Add a block on entering, unless it is never run. Raises NotTranslated."""
        when = self.when(holds)
        if when == FALSE:
            return
        call: dict[str, Any] = {"block": block}
        if args:
            call["args"] = args
        if when != TRUE:
            call["when"] = when
        self.data.setdefault("enter", []).append(call)

    def leaves(self, holds: str) -> None:
        """What follows is done only where ``holds`` does not. Raises NotTranslated."""
        self.here = admitted(joined("and", self.here, negated(holds)))


# --- phases ---------------------------------------------------------------------------------------------------------

OPEN_PHASES: Final = tuple(one.value for one in Phase if one not in ENDS and one is not Phase.DRAFT)
NEXT: Final[Mapping[str, str]] = {
    "received": "Nous avons reçu votre demande.",
    "in_progress": "Nous traitons votre demande.",
    "waiting_applicant": "Nous attendons votre réponse.",
    "waiting_authority": "Nous attendons une réponse.",
    "decided": "La décision est prise.",
    "delivered": "Votre demande est traitée.",
}
_REFUSED: Final = re.compile(r"refus|rejet")
_GIVEN_UP: Final = re.compile(r"annul|abandon|retir[ée]")
_DELIVERED: Final = re.compile(r"termin|finalis|d[ée]livr|cl[ôo]tur|trait[ée]")


def phase_of(one: Status, *, first: bool) -> str:
    """The stage that the citizen reads, by the title of a status and its ways."""
    label = one.data["label"].lower()
    if not one.ways:
        return "refused" if _REFUSED.search(label) else "withdrawn" if _GIVEN_UP.search(label) else "closed"
    if first:
        return "received"
    roles = {role for way in one.ways for role in way.get("by", ())}
    if roles == {"citizen"}:
        return "waiting_applicant"
    if not roles and all("after" in way for way in one.ways) and _DELIVERED.search(label):
        return "delivered"
    return "in_progress"


def is_end(status: Mapping[str, Any]) -> bool:
    """Whether nothing more is expected of anyone."""
    return Phase(status["phase"]) in ENDS


# --- ways -----------------------------------------------------------------------------------------------------------


def ways_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every transition of a workflow.yaml."""
    return [
        *(way for one in data["statuses"] for way in one.get("transitions", [])),
        *(one["transition"] for one in data.get("anywhere", [])),
    ]


def reached(statuses: Sequence[Status], anywhere: Sequence[Mapping[str, Any]]) -> list[Status]:
    """Those that some way leads to from the first."""
    leads = {one.name: [way["to"] for way in one.ways] for one in statuses}
    starts = [one.name for one in statuses[:1]] + [way["to"] for way in anywhere]
    found = reachable(starts, leads)
    return [one for one in statuses if one.name in found]


def _by_itself(status: Mapping[str, Any]) -> list[str]:
    """Where a case goes on by itself for sure, as nobody has the time to take another way; else nothing."""
    own = [way for way in status.get("transitions", []) if way.get("automatic")]
    sure = next((place for place, way in enumerate(own) if "when" not in way), None)
    return [] if sure is None else [way["to"] for way in own[: sure + 1]]


def _leads(status: Mapping[str, Any], everywhere: Sequence[str]) -> list[str]:
    if is_end(status):
        return []
    ways = status.get("transitions", [])
    if own := _by_itself(status):
        return [*own, *(way["to"] for way in ways if way.get("fact") == FAILED)]
    return [*(way["to"] for way in ways), *everywhere]


def _close_what_nobody_gave_up(statuses: Sequence[dict[str, Any]]) -> None:
    """An end to which a case goes by itself is a closure, not a withdrawal."""
    sure = {to for one in statuses for to in _by_itself(one)}
    for one in statuses:
        if one["phase"] == "withdrawn" and one["name"] in sure:
            one["phase"] = "closed"


def close_the_ends(data: dict[str, Any]) -> None:
    """From every status a way must lead to the end: where none does, an agent may close."""
    statuses = data["statuses"]
    everywhere = [one["transition"]["to"] for one in data.get("anywhere", [])]
    _close_what_nobody_gave_up(statuses)
    leads = {one["name"]: _leads(one, everywhere) for one in statuses}
    ends = [one["name"] for one in statuses if is_end(one)]
    closing = [one["name"] for one in statuses if one["phase"] in ("closed", "refused")]
    lost = [one for one in statuses if one["name"] not in {*leading_to(closing, leads), *ends}]
    if not lost:
        return
    taken = Counter(one["name"] for one in statuses)
    end = next((one["name"] for one in statuses if one["phase"] == "closed"), "")
    if not end:
        end = unique("cloturee", taken)
        statuses.append({"name": end, "label": "Clôturée", "phase": "closed"})
    held = Counter(way["name"] for way in ways_of(data))
    way = {
        "name": unique("cloturer_le_dossier", held),
        "label": "Clôturer le dossier",
        "by": ["clerk"],
        "to": end,
    }
    for one in lost:
        one.setdefault("transitions", []).append(dict(way))
        one.setdefault("task", {"role": "clerk", "label": f"Traiter : {one['label']}"})


def decides(way: dict[str, Any]) -> None:
    """A refusal says why (law of 29 July 1991): an agent who takes it writes the reason."""
    way["decides"] = "refused"
    by_agents = set(way.get("by", ())) - {"citizen"}
    if by_agents and not any(one["name"] == "motive" for one in way.get("form", [])):
        motive = {"name": "motive", "type": "long_text", "label": "Motif de la décision"}
        way["form"] = [*way.get("form", []), motive]
