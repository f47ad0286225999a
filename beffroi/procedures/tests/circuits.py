"""Circuits that nobody wrote, and a case that goes through one as the house makes it go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from beffroi.lib.workdays import DayUnit, add_days
from beffroi.procedures.rules import workflow
from beffroi.procedures.rules.checks import workflow as checks
from beffroi.procedures.rules.checks.common import Report
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.findings import Finding
from beffroi.procedures.rules.phases import ENDS
from beffroi.procedures.rules.reading import PackageFolder
from beffroi.procedures.rules.records import case_scope
from beffroi.procedures.rules.schema import Status, WorkflowFile

from .factories import TODAY, shelf

ROLES = ("clerk", "head", "till", "citizen")
FACTS = ("paid", "document_ready", "act_none")
LEVEL = 100
#: More steps or timers than this on one day do not end.
MOST = 100
#: Always, now, never.
CONDITIONS = ("", "", "", "context.level >= 100", "context.level >= 400")
#: Not for what is automatic: nobody looks at a case because a day has come.
LATER = 'today() >= "2026-12-10"'
DAYS = st.sampled_from([0, 1, 2, 5, 12])
_TRIGGERS = st.one_of(
    st.sampled_from(ROLES).map(lambda role: {"by": [role], "label": "Avancer"}),
    st.just({"automatic": True}),
    st.tuples(DAYS, st.sampled_from(list(DayUnit))).map(
        lambda d: {"after": {"days": d[0], "unit": d[1].value}}
    ),
    st.sampled_from(FACTS).map(lambda fact: {"fact": fact}),
)


#: A circuit as workflow.yaml writes it.
Written = dict[str, Any]


@st.composite
def circuits(draw: Any) -> Written:
    """Two to five statuses in a row before the end, with ways back, ahead and by the side; sound or not."""
    names = [f"s{place}" for place in range(draw(st.integers(2, 5)))]
    statuses = [
        draw(_statuses(name, after, names)) for name, after in zip(names, [*names[1:], "fin"], strict=True)
    ]
    ends = [
        {"name": "fin", "label": "Fin", "phase": "closed"},
        {"name": "retiree", "label": "Retirée", "phase": "withdrawn"},
    ]
    withdraw = {
        "phases": ["in_progress"],
        "transition": {"name": "withdraw", "by": ["citizen"], "to": "retiree"},
    }
    return {"statuses": [*statuses, *ends], "anywhere": [withdraw]}


def definition_of(written: Written) -> Definition:
    """A small package with this circuit."""
    found = WorkflowFile.model_validate_json(json.dumps(written))
    return Definition(shelf("signalement").package.model_copy(update={"workflow": found}))


@st.composite
def _statuses(draw: Any, name: str, after: str, names: list[str]) -> dict[str, Any]:
    """A status with a way to the next one, and up to three others."""
    leads = [after, *draw(st.lists(st.sampled_from([*names, "fin"]), max_size=3))]
    ways = [draw(_ways(f"w{number}", to)) for number, to in enumerate(leads)]
    task = (
        {"task": {"role": draw(st.sampled_from(ROLES[:3])), "label": "Faire"}} if draw(st.booleans()) else {}
    )
    return {
        "name": name,
        "label": name,
        "phase": "in_progress",
        "next": "La suite.",
        **task,
        "transitions": draw(st.permutations(ways)),
    }


@st.composite
def _ways(draw: Any, name: str, to: str) -> dict[str, Any]:
    trigger = draw(_TRIGGERS)
    when = draw(st.sampled_from(CONDITIONS if "automatic" in trigger else (*CONDITIONS, LATER)))
    return {"name": name, "to": to, "when": when, **trigger}


def findings(definition: Definition) -> list[Finding]:
    """What ``check`` says of the circuit."""
    report = Report(PackageFolder(definition.slug, package=definition.package), definition)
    checks.check(report)
    return report.findings


def sound() -> st.SearchStrategy[Written]:
    """Circuits of which ``check`` says nothing."""
    return circuits().filter(lambda written: not findings(definition_of(written)))


def led_to(definition: Definition, name: str) -> Iterator[str]:
    """Where the engine goes from a status, for each way: its condition holds, those of the other ways do not."""
    for way in definition.ways_out(name):
        alone = _where_holds(definition, name, way.name)
        scope = case_scope(alone, {"status": name}, TODAY)
        step = workflow.automatic(alone, name, scope) or workflow.take(alone, name, way.name, scope)
        yield step.status


def _where_holds(definition: Definition, name: str, wanted: str) -> Definition:
    def changed(status: Status) -> Status:
        ways = (
            way.model_copy(update={"when": "" if way.name == wanted else way.when and "false"})
            for way in status.transitions
        )
        return status.model_copy(update={"transitions": tuple(ways)}) if status.name == name else status

    found = definition.package.workflow
    circuit = found.model_copy(update={"statuses": tuple(map(changed, found.statuses))})
    return Definition(definition.package.model_copy(update={"workflow": circuit}))


class Turning(AssertionError):
    """The case moves by itself for ever."""


@dataclass
class Going:
    """A case on its way: moved by roles, facts and days, as ``cases`` moves it (``cases.actions.advance``)."""

    definition: Definition
    today: date = TODAY
    status: str = ""
    revision: int = 0
    #: When, at which revision, by which way, in the order in which they were asked.
    timers: list[tuple[date, int, str]] = field(default_factory=list)
    fired: list[tuple[int, str]] = field(default_factory=list)
    steps: list[workflow.Step] = field(default_factory=list)

    def scope(self) -> Any:
        """What expressions read."""
        return case_scope(self.definition, {"level": LEVEL, "status": self.status}, self.today)

    @property
    def ended(self) -> bool:
        """Whether nothing more is expected of anyone."""
        return self.definition.statuses[self.status].phase in ENDS

    def submit(self) -> None:
        """The request arrives."""
        self._go(workflow.start(self.definition, self.scope()))

    def ways(self, role: str) -> list[str]:
        """What a role may do now."""
        return [
            way.name for way in workflow.transitions_for(self.definition, self.status, {role}, self.scope())
        ]

    def take(self, way: str) -> None:
        """Somebody acts. Raises NoSuchTransition."""
        self._go(workflow.take(self.definition, self.status, way, self.scope()))

    def hear(self, fact: str) -> None:
        """The house hears something."""
        self._go(workflow.on_fact(self.definition, self.status, fact, self.scope()))

    def wait(self, days: int) -> None:
        """Days pass, and the timers whose day comes ring."""
        for _ in range(days):
            self.today += timedelta(days=1)
            self._ring()

    def _go(self, step: workflow.Step | None) -> None:
        self._follow(step)
        self._ring()

    def _follow(self, step: workflow.Step | None) -> None:
        for _ in range(MOST):
            if step is None:
                return
            self.steps.append(step)
            self.status, self.revision = step.status, self.revision + 1
            for delay in workflow.delays(self.definition, self.status, {}):
                due = add_days(self.today, delay.days, DayUnit(delay.unit))
                self.timers.append((due, self.revision, delay.transition))
            step = None if step.closes else workflow.automatic(self.definition, self.status, self.scope())
        raise Turning(self.status)

    def _ring(self) -> None:
        for _ in range(MOST):
            due = [timer for timer in self.timers if timer[0] <= self.today]
            if not due:
                return
            first = min(due, key=lambda timer: timer[0])
            self.timers.remove(first)
            self._hear_timer(*first[1:])
        raise Turning(self.status)

    def _hear_timer(self, revision: int, way: str) -> None:
        if self.ended or revision != self.revision:
            return
        try:
            step = workflow.take(self.definition, self.status, way, self.scope())
        except workflow.NoSuchTransition:
            self.timers.append((self.today + timedelta(days=1), revision, way))
            return
        self.fired.append((revision, way))
        self._follow(step)
