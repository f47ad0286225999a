"""The circuits of real e-guichets: what a w.c.s. does with them, our engine does with the packages they became."""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import unescape
from typing import Any, Final

import pytest
from lxml import etree

from beffroi.procedures.rules import workflow
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.phases import ENDS, Phase
from beffroi.procedures.rules.publik import BadDefinition, Names, Report, Verdict, names_of, read_definition
from beffroi.procedures.rules.publik import library as library_of
from beffroi.procedures.rules.publik.names import our_name
from beffroi.procedures.rules.publik.packages import SITE, Written, packages
from beffroi.procedures.rules.publik.report import Entry
from beffroi.procedures.rules.reading import HOUSE, read_files
from beffroi.procedures.rules.records import case_scope
from beffroi.procedures.rules.schema import Transition
from beffroi.procedures.rules.texts import expand
from beffroi.procedures.rules.workflow import BlockCall, Step
from beffroi.procedures.tests import wcs, wcs_texts
from beffroi.procedures.tests.factories import SHELF
from tests.support.shared import SHARED

from .wcs_circuit import CITIZEN, Circuit, Done, Offer, Place, Visit, text
from .wcs_world import World, drawn

pytestmark = [pytest.mark.proof, pytest.mark.once]

DEFINITIONS = SHARED / "peers" / "publik"
#: For each form: requests drawn that are entered in each status, and steps taken from there.
ROUNDS, STEPS = 4, 3
EVERY_ROLE: Final = frozenset({"citizen", "clerk", "head"})
#: What an "adapted" may say that means: nothing is done here.
NOTHING_HERE: Final = (
    "les agents voient une tâche",
    "les agents n’ont rien à faire",
    "là-bas non plus, rien ne part",
    "la conservation de la démarche décide",
    "un lien dans le texte remplace la redirection",
    "rien n’est à annuler",
    "jamais faite",
    "jamais montré",
    "sa condition ne tient jamais",
    "un agent ajoute un document à tout moment",
)
#: What it may say that holds in a closed case only.
CLOSED: Final = "un dossier clôturé ne bouge plus"
#: What it says of a button that keeps what was typed and leads nowhere.
OWN_BUTTON: Final = "un bouton de plus garde les réponses"
_ROLES: Final = {"agent traitant": "clerk", "chef de service": "head", "la personne qui demande": "citizen"}
_BECOMES: Final = re.compile(r"« ([^»]+) » devient « ([^»]+) »")


def flat(said: object) -> str:
    """A text without what typography changes."""
    plain = wcs_texts.normal(re.sub(r"<[^>]*>", " ", unescape(str(said))))
    return " ".join(re.findall(r"\w+", plain.lower()))


def flat_value(value: object) -> str:
    """A value kept, without what only separates its figures."""
    return flat(value).replace(" ", "")


# --- one form with its workflow --------------------------------------------------------------------------------------


@dataclass
class Subject:
    """A form and its workflow there, the package they became here, and what the report says of each action."""

    form: etree._Element
    file: str
    circuit: Circuit
    definition: Definition
    names: Names
    entries: Mapping[str, list[Entry]]
    roles: Mapping[str, str]
    read: frozenset[str]

    @cached_property
    def ids(self) -> dict[str, str]:
        """Our name of each of their statuses that came in."""
        return statuses_here(self)

    @cached_property
    def words(self) -> list[str]:
        """What an answer may be: the words that the conditions speak of, and others."""
        said = [text(one, "value") for one in self.circuit.root.iter("condition")]
        quoted = [
            word for one in said for pair in re.findall(r'"([^"]*)"|\'([^\']*)\'', one) for word in pair
        ]
        return sorted({word for word in quoted if word} | {"", "autre chose", "0", "2.50", "12"})

    def said(self, item: etree._Element) -> list[Entry]:
        """What the report says of an action."""
        return self.entries.get(path_of(item), [])

    def verdict(self, item: etree._Element) -> Verdict:
        found = {one.verdict for one in self.said(item)}
        return Verdict.LEFT if Verdict.LEFT in found else max(found, default=Verdict.TOLD)

    def says(self, item: etree._Element, *wanted: str) -> bool:
        """Whether the report says of an action that it is done otherwise, in some of these words."""
        reasons = [one.reason for one in self.said(item) if one.verdict is Verdict.ADAPTED]
        return any(said in reason for reason in reasons for said in wanted)

    def nothing_here(self, item: etree._Element) -> bool:
        """Whether the report says that this action does nothing here."""
        return self.says(item, *NOTHING_HERE)

    def standing(self, item: etree._Element) -> str:
        """What the report makes of an action: told, otherwise here, or left."""
        if self.verdict(item) is Verdict.LEFT:
            return "left"
        return "otherwise" if self.nothing_here(item) else "told"

    def roles_of(self, offer: Offer) -> frozenset[str]:
        said = [offer.item, *offer.asks]
        become = {
            theirs: _ROLES[ours]
            for item in said
            for one in self.said(item)
            for theirs, ours in _BECOMES.findall(one.reason)
        }
        known = {CITIZEN: "citizen", "_receiver": "clerk", **self.roles, **become}
        return frozenset(known.get(one, f"« {one} »") for one in offer.by)


def path_of(item: etree._Element) -> str:
    return str(item.getroottree().getpath(item))


def _library() -> library_of.Library:
    found = library_of.Library()
    for path in sorted(DEFINITIONS.rglob("*")):
        if path.is_file():
            try:
                root = read_definition(path.read_bytes(), path.name)
            except BadDefinition:
                continue
            found.definitions.append(library_of.Definition(path.name, root))
    return found


def subjects() -> Iterator[Subject]:
    """Each form that has a workflow, imported alone, so that the report speaks of it only."""
    everything = _library()
    mails = {text(one.root, "slug"): one.root for one in everything.of("mail-template")}
    rest = [held for held in everything.definitions if held.kind != "formdef"]
    for one in everything.of("formdef"):
        found = everything.workflow(one)
        if found is not None:
            (package,), report = packages(library_of.Library([one, *rest]))
            yield _subject(one, found, _compiled(package), report, mails)


def _compiled(package: Written) -> Definition:
    """The package that was written; JSON is YAML, and quicker to write."""
    files = {name: json.dumps(data, ensure_ascii=False).encode() for name, data in package.files.items()}
    stands = read_files(package.slug, {**files, HOUSE: (SHELF / HOUSE).read_bytes()})
    assert stands.package is not None, stands.findings
    return Definition(stands.package)


def _subject(
    one: library_of.Definition,
    found: library_of.Definition,
    definition: Definition,
    report: Report,
    mails: Mapping[str, etree._Element],
) -> Subject:
    entries: dict[str, list[Entry]] = defaultdict(list)
    roles: dict[str, str] = {}
    for entry in report.entries:
        if entry.file == found.file and entry.kind == "action":
            entries[entry.path].append(entry)
        if entry.file == found.file and entry.kind == "role":
            id_ = found.root.xpath(entry.path)[0].get("id")
            roles[id_] = next(ours for said, ours in _ROLES.items() if said in entry.reason)

    def aside(item: etree._Element) -> bool:
        return any(said.verdict is Verdict.LEFT for said in entries.get(path_of(item), []))

    names = names_of(one.root.iterfind("fields/field"), found.root, site=SITE)
    said = etree.tostring(found.root, encoding="unicode") + "".join(
        etree.tostring(mail, encoding="unicode") for mail in mails.values()
    )
    read = frozenset(re.findall(r"[a-z_][a-zA-Z_0-9]*", said))
    circuit = Circuit(found.root, mails, aside)
    return Subject(one.root, found.file, circuit, definition, names, entries, roles, read)


# --- our side --------------------------------------------------------------------------------------------------------


@dataclass
class Here:
    """A request here: its status, and what happened since it last moved."""

    subject: Subject
    world: World
    status: str = ""
    previous: str = ""

    @property
    def definition(self) -> Definition:
        return self.subject.definition

    def scope(self) -> Any:
        data = {**self.world.data(), "status": self.status, "previous_status": self.previous}
        return case_scope(self.definition, data, wcs.TODAY)

    def move(self, step: Step) -> list[tuple[str, list[BlockCall]]]:
        """What the room of cases does with a step: it is written, its blocks run, automatic ways are followed."""
        visits = []
        for _ in range(20):
            if step.status != self.status:
                self.previous, self.status = self.status, step.status
            for call in step.calls:
                if call.block == workflow.KEEPS:
                    kept = workflow.to_keep(self.definition, call.args["values"])
                    self.world.agent |= kept
            visits.append((step.status, step.calls))
            if step.closes:
                break
            following = workflow.automatic(self.definition, self.status, self.scope())
            if following is None:
                break
            step = following
        return visits

    def closed(self) -> bool:
        """Whether nothing moves any more."""
        return Phase(self.definition.statuses[self.status].phase) in ENDS

    def ways(self) -> list[Transition]:
        """What anybody may do now."""
        if self.closed():
            return []
        return workflow.transitions_for(self.definition, self.status, EVERY_ROLE, self.scope())


@lru_cache(maxsize=64)
def starting_at(definition: Definition, status: str) -> Definition:
    """The same package, whose requests start in another status."""
    found = definition.package.workflow
    first = [one for one in found.statuses if one.name == status]
    others = [one for one in found.statuses if one.name != status]
    turned = found.model_copy(update={"statuses": (*first, *others)})
    return Definition(definition.package.model_copy(update={"workflow": turned}))


# --- the comparison --------------------------------------------------------------------------------------------------


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


class Comparison:
    """Both sides side by side, from one request to its rest."""

    def __init__(self, subject: Subject, world: World, figures: Figures) -> None:
        self.subject, self.world, self.figures = subject, world, figures
        self.here = Here(subject, world)
        self.ids = subject.ids

    def differ(self, kind: str, item: etree._Element | None, what: str, *announced_by: str) -> None:
        announced = item is not None and (
            self.subject.verdict(item) is Verdict.LEFT
            or self.subject.nothing_here(item)
            or self.subject.says(item, *announced_by)
        )
        place = self.world.place
        where = f"[{text(self.subject.circuit.statuses[place.status], 'name')}] " if place.status else ""
        self.figures.write(self.subject, kind, item, "announced" if announced else "differ", where + what)

    def same(self, kind: str, item: etree._Element | None) -> None:
        self.figures.write(self.subject, kind, item, "same")

    def check(self, kind: str, item: etree._Element | None, theirs: object, ours: object) -> bool:
        if theirs == ours:
            self.same(kind, item)
            return True
        self.differ(kind, item, f"there {theirs!r}, here {ours!r}")
        return False

    # --- a step

    def moved(self, theirs: list[Visit], ours: list[tuple[str, list[BlockCall]]]) -> bool:
        """Compare the statuses gone through and what was done there; whether both rest in the same one."""
        for number, visit in enumerate(theirs):
            jump = theirs[number - 1].jump if number else None
            here = ours[number][0] if number < len(ours) else None
            kind = "jumps" if number else "statuses"
            there = self.ids.get(
                visit.status, f"« {text(self.subject.circuit.statuses[visit.status], 'name')} »"
            )
            if not self.check(kind, jump, there, here):
                return False
            if number:
                self.same("statuses", None)
            self._done(visit, ours[number][1])
        if len(ours) > len(theirs):
            self.differ("jumps", None, f"here on to {ours[len(theirs)][0]}")
        return len(ours) == len(theirs)

    def _done(self, visit: Visit, calls: list[BlockCall]) -> None:
        ours = [key for call in calls for key in self._keys(call)]
        for done in visit.done:
            expected = self._expected(done)
            if expected is None:
                continue
            kind, _ = expected
            if expected not in ours:
                self.differ(kind, done.item, f"there {expected}, here {ours}")
                continue
            ours.remove(expected)
            self.same(kind, done.item)
        gone = visit.jump is not None and self.subject.verdict(visit.jump) is Verdict.LEFT
        for kind, key in ours:
            if not gone:
                self.differ(kind, None, f"here alone {kind} {key} in {visit.status}")

    def _expected(self, done: Done) -> tuple[str, Any] | None:
        if done.kind in ("mail", "notice"):
            subject, who = done.key  # type: ignore[misc]
            if who != CITIZEN:
                self._for_agents(done)
                return None
            return ("mails", ("email" if done.kind == "mail" else "space", flat(subject)))
        if done.kind == "field":
            name, label, value = done.key  # type: ignore[misc]
            return ("fields", (self.subject.names.agent_name(name) if name else our_name(label), flat_value(value)))
        return ("notes" if done.kind == "note" else "calls", "")

    def _for_agents(self, done: Done) -> None:
        """Agents are told by a task, or the report says why nothing tells them."""
        if self.subject.nothing_here(done.item):
            self.figures.write(self.subject, "mails", done.item, "announced")
            return
        status = self.definition_status()
        if status is not None and status.task is not None:
            self.same("mails", done.item)
        else:
            self.differ("mails", done.item, f"there to agents {done.key}, here no task")

    def definition_status(self) -> Any:
        name = self.ids.get(self.world.place.status)
        return self.subject.definition.statuses.get(name) if name else None

    def _keys(self, call: BlockCall) -> list[tuple[str, Any]]:
        """What can be compared of a block, as ``_expected`` has it."""
        if call.block == "correspondence.send":
            message = self.subject.definition.package.messages[call.args["message"]]
            return [("mails", (",".join(message.channels), flat(expand(message.subject, self.here.scope()))))]
        if call.block == workflow.KEEPS:
            return [("fields", (name, flat_value(value))) for name, value in call.args["values"].items()]
        return [("notes" if call.block == "cases.note" else "calls", "")]

    # --- at rest

    def rest(self) -> list[tuple[Offer, Transition]]:
        """Compare what may be done now; what both sides offer alike."""
        self._texts()
        self._waits()
        self._paid()
        return self._buttons()

    def _buttons(self) -> list[tuple[Offer, Transition]]:
        ways = self.here.ways()
        known, both = [], []
        for offer in self.subject.circuit.offers(self.world.place):
            way = next((one for one in ways if self._is(one, offer)), None)
            if way is None:
                what = f"there « {offer.label} » {sorted(offer.by)} to {self.ids.get(offer.target)}"
                what = f"{what}, here {[(w.label, w.by, w.to) for w in ways]}"
                self.differ("buttons", offer.item, what, *self._why_no_way(offer))
                continue
            known.append(way.name)
            both.append((offer, way))
            self.same("buttons", offer.item)
            for asked in offer.asks:
                self.same("buttons", asked)
        for way in ways:
            if way.name not in known:
                self.differ("buttons", None, f"here alone « {way.label} » {way.by} to {way.to}")
        return both

    def _why_no_way(self, offer: Offer) -> Iterator[str]:
        """What the report has to say where a button is not here."""
        if self.here.closed():
            yield CLOSED
        if offer.asks and offer.target == self.world.place.status:
            yield OWN_BUTTON

    def _is(self, way: Transition, offer: Offer) -> bool:
        if way.to != self.ids.get(offer.target) or not self.subject.roles_of(offer) <= set(way.by):
            return False
        return bool(offer.asks) or flat(way.label) == flat(offer.label)

    def _waits(self) -> None:
        ours = [
            (delay.days, self._to(delay.transition), self.here.scope().holds(delay.when))
            for delay in workflow.delays(self.subject.definition, self.here.status, self.world.options)
        ]
        for one in self.subject.circuit.waits(self.world.place):
            wanted = (one.days, self.ids.get(one.target), one.holds)
            if wanted in ours:
                ours.remove(wanted)
                self.same("delays", one.item)
            else:
                self.differ("delays", one.item, f"there {wanted}, here {ours}")
        for left in ours:
            self.differ("delays", None, f"here alone {left}")

    def _to(self, transition: str) -> str:
        ways = self.subject.definition.ways_out(self.here.status)
        return next(way.to for way in ways if way.name == transition)

    def _paid(self) -> None:
        theirs = self.subject.circuit.triggers(self.world.place)
        step = workflow.on_fact(self.subject.definition, self.here.status, "paid", self.here.scope())
        for word, (target, item) in theirs.items():
            ours = step.status if step and word == "paid" else None
            self.check("triggers", item, self.ids.get(target), ours)
        if step and "paid" not in theirs:
            self.differ("triggers", None, f"here alone paid to {step.status}")

    def _texts(self) -> None:
        status = self.definition_status()
        for said, who, item in self.subject.circuit.shown(self.world.place):
            held = [status.next] if CITIZEN in who else []
            held += [status.task.label] if who - {CITIZEN} and status.task else []
            wanted = flat(said).split()
            ours = [flat(expand(one, self.here.scope())).split() for one in held]
            if any(_follows(wanted, one) for one in ours):
                self.same("messages", item)
            else:
                self.differ("messages", item, f"there {sorted(who)} {' '.join(wanted)!r}, here {ours}")


def _follows(wanted: list[str], said: list[str]) -> bool:
    """Whether all these words are said in this order, with others between."""
    rest = iter(said)
    return all(word in rest for word in wanted)


def statuses_here(subject: Subject) -> dict[str, str]:
    """Our name of each of their statuses that came in, by its title and its rank."""
    free = list(subject.definition.package.workflow.statuses)
    found = {}
    for id_, one in subject.circuit.statuses.items():
        match = next((here for here in free if flat(here.label) == flat(text(one, "name"))), None)
        if match is not None:
            free.remove(match)
            found[id_] = match.name
    return found


# --- the walks -------------------------------------------------------------------------------------------------------

SYSTEM: Final = {
    "form_url": "https://commune.example/1",
    "form_number": "2026-1",
    "form_tracking_code": "ABCD",
    "form_details": "",
    "form_evolution": "",
    "form_user": "oui",
    "form_status_changed": "oui",
}


def walk(subject: Subject, begin: str, chance: random.Random, figures: Figures) -> None:
    """A request drawn, entered in a status, and a few steps that both sides offer."""
    world = _world(subject, chance)
    both = Comparison(subject, world, figures)
    kept = dict(world.agent)
    theirs = subject.circuit.enter(world.place, begin)
    meant, world.agent = world.agent, kept
    turned = starting_at(subject.definition, both.ids[begin])
    both.here.status = both.ids[begin]
    step = workflow.start(turned, both.here.scope())
    both.here.status = ""
    for _ in range(STEPS):
        together = both.moved(theirs, both.here.move(step))
        world.agent = meant
        if not together:
            return
        offers = both.rest()
        if not offers:
            return
        offer, way = chance.choice(offers)
        for item in offer.asks:
            world.small_form(item) if item.get("type") == "form" else world.comment(item)
        kept = dict(world.agent)
        theirs = subject.circuit.take(world.place, offer.item, offer.target)
        meant, world.agent = world.agent, kept
        step = workflow.take(subject.definition, both.here.status, way.name, both.here.scope())


def _world(subject: Subject, chance: random.Random) -> World:
    given = wcs.Given()
    system = {**SYSTEM, "form_name": text(subject.form, "name")}
    place = Place(given, system, lambda *_: None)
    world = World(subject.names, subject.definition, place, chance, subject.words)
    place.filled = world.filled
    drawn(world, subject.form, subject.read, SOURCES)
    return world


SOURCES: dict[str, etree._Element] = {}


def test_circuits_agree(settings: Any):
    settings.DATE_FORMAT = "d/m/Y"  # as w.c.s. has it (wcs/formats)
    figures, chance, actions = Figures(), random.Random(11), dict[tuple[str, str], str]()
    SOURCES.update({text(one.root, "slug"): one.root for one in _library().of("datasource")})
    for subject in subjects():
        for begin in subject.ids:
            for _ in range(ROUNDS):
                walk(subject, begin, chance, figures)
        for item in subject.circuit.root.xpath(".//items/item[@type]"):
            actions.setdefault((subject.file, path_of(item)), "") 
            actions[subject.file, path_of(item)] = max(actions[subject.file, path_of(item)], subject.standing(item))
    assert actions, f"no material at {DEFINITIONS}: set BEFFROI_SHARED"
    print(figures.said())
    became = Counter(
        "differ" if "differ" in figures.items[key] else "agree" if "same" in figures.items[key] else standing
        for key, standing in actions.items()
    )
    print(became)
    for key, standing in actions.items():
        if not figures.items[key] and standing == "told": print(key)
    assert not figures.told, "\n".join(f"{key}: {what[:700]}" for key, what in sorted(figures.told.items()))
