"""A request that our engine moves, as the room of cases does, without its tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from beffroi.procedures.rules import workflow
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.expressions import Scope
from beffroi.procedures.rules.phases import ENDS, Phase
from beffroi.procedures.rules.records import case_scope
from beffroi.procedures.rules.schema import Transition
from beffroi.procedures.rules.workflow import BlockCall, Step
from beffroi.procedures.tests import wcs

from .wcs_subjects import Subject
from .wcs_world import World

EVERY_ROLE = frozenset({"citizen", "clerk", "head"})


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

    def scope(self) -> Scope:
        data = {**self.world.data(), "status": self.status, "previous_status": self.previous}
        return case_scope(self.definition, data, wcs.TODAY)

    def begin(self, status: str) -> Step:
        """A request that starts in this status."""
        self.status = status
        step = workflow.start(starting_at(self.definition, status), self.scope())
        self.status = ""
        return step

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
