"""One request in both systems: what was done, and what may be done now, compared piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from beffroi.procedures.rules import workflow
from beffroi.procedures.rules.anonymising import ANONYMISES
from beffroi.procedures.rules.phases import ENDS, Phase
from beffroi.procedures.rules.publik import Verdict
from beffroi.procedures.rules.publik.names import our_name
from beffroi.procedures.rules.schema import Transition
from beffroi.procedures.rules.texts import expand
from beffroi.procedures.rules.workflow import BlockCall

from .wcs_circuit import CITIZEN, Done, Offer, Visit, text
from .wcs_figures import Figures
from .wcs_here import Here
from .wcs_subjects import CLOSED, NO_TASK, OWN_BUTTON, TASK, Subject, flat, flat_value
from .wcs_world import World


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
            expected = self._expected(done, visit)
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

    def _expected(self, done: Done, visit: Visit) -> tuple[str, Any] | None:
        if done.kind in ("mail", "notice"):
            subject, who = done.key  # type: ignore[misc]
            if who != CITIZEN:
                self._for_agents(done, visit)
                return None
            return ("mails", ("email" if done.kind == "mail" else "space", flat(subject)))
        if done.kind == "field":
            name, label, value = done.key  # type: ignore[misc]
            return (
                "fields",
                (self.subject.names.agent_name(name) if name else our_name(label), flat_value(value)),
            )
        return ({"note": "notes", "forget": "anonymised"}.get(done.kind, "calls"), "")

    def _for_agents(self, done: Done, visit: Visit) -> None:
        """Agents find a task in the status, or it is closed: the report says which, and it is so."""
        status = self.subject.definition.statuses[self.ids[visit.status]]
        closed = Phase(status.phase) in ENDS
        said = self.subject.says(done.item, NO_TASK if closed else TASK)
        if said and closed is (status.task is None):
            self.figures.write(self.subject, "mails", done.item, "announced")
        else:
            self.differ("mails", done.item, f"there to agents {done.key}, here {status.phase} {status.task}")

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
        return [({"cases.note": "notes", ANONYMISES: "anonymised"}.get(call.block, "calls"), "")]

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
                what = f"there {sorted(who)} {' '.join(wanted)!r}, here {ours}"
                self.differ("messages", item, what, *([NO_TASK] if self.here.closed() else []))


def _follows(wanted: list[str], said: list[str]) -> bool:
    """Whether all these words are said in this order, with others between."""
    rest = iter(said)
    return all(word in rest for word in wanted)
