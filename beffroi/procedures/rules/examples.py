"""Playing the example cases of a package: pure, without a server, and honest about every difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from beffroi.lib.workdays import DayUnit, add_days

from . import forms, workflow
from .context import FormContext, References
from .days import Closed
from .definition import Definition
from .expressions import ExpressionFailed
from .held import NO_ROWS, Held
from .records import case_scope
from .schema import LEVELS, Expected, RowRecord, ServiceExample, Step, TestFile
from .typed import TRAVELS
from .workflow import NoSuchTransition

#: An automatic path longer than this runs in a circle.
MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example: its name, its story, and what came out differently, in French."""

    name: str
    title: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as written."""
        return not self.differences


@dataclass
class _Case:
    """A case being played."""

    definition: Definition
    example: TestFile
    answers: dict[str, Any]
    today: date
    closed: Closed
    references: References
    status: str = ""
    previous_status: str = ""
    entered: date = date.min
    last: workflow.Step | None = None
    calls: list[workflow.BlockCall] = field(default_factory=list)
    agent: dict[str, Any] = field(default_factory=dict)
    fee_cents: int = 0
    dues: list[dict[str, Any]] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        mode = self.definition.package.procedure.reads.delivery
        return {
            "answers": self.answers,
            "agent": self.agent,
            "options": self.example.options,
            "references": self.references,
            "language": self.example.who.language,
            "level": LEVELS[self.example.who.level],
            "resident": self.example.who.resident,
            "closed": self.closed,
            "delivery": self.answers.get(mode, "") if mode else "",
            "number": "2026-00001",
            "status": self.status,
            "previous_status": self.previous_status,
            "fee_cents": self.fee_cents,
            "amount_cents": self.dues[0]["amount_cents"] if self.dues else 0,
            "dues": self.dues,
        }

    def scope(self) -> Any:
        return case_scope(self.definition, self.data(), self.today)

    def go(self, step: workflow.Step | None) -> None:
        """Follow a step and what follows by itself; where a service is called, what follows its answer."""
        for _ in range(MOST_STEPS):
            if step is None:
                return
            if step.status != self.status:
                self.previous_status = self.status
            self.status, self.last, self.entered = step.status, step, self.today
            self.calls += step.calls
            self.owe(step.calls)
            for call in step.calls:
                if call.block == "cases.set":
                    self.agent |= workflow.to_keep(self.definition, call.args["values"])
            step = None if step.closes else self.following(step)
        raise NoSuchTransition("le circuit tourne en rond")

    def following(self, step: workflow.Step) -> workflow.Step | None:
        """What follows by itself, once the services called have answered."""
        called = [call.args for call in step.calls if call.block == workflow.CALLS]
        heard = workflow.heard([self.answer(**args) for args in called])
        return workflow.after_services(self.definition, self.status, heard, self.scope())

    def answer(self, connector: str, send: Any = None, keep: Any = None) -> bool | None:
        """What the example says of a service: it answers and what is kept is kept, it does not, or nothing yet."""
        said = self.example.services.get(connector)
        if said is None:
            return None
        kept = {name: said.gives[theirs] for name, theirs in (keep or {}).items() if theirs in said.gives}
        if not said.fails:
            self.agent |= workflow.to_keep(self.definition, kept)
        return not said.fails

    def owe(self, calls: Iterable[workflow.BlockCall]) -> None:
        """What is to be paid from now on, as the blocks of payments ask."""
        for call in calls:
            if call.block == "payments.request" and call.args["amount_cents"] > 0:
                regime = call.args.get("regime", "taxe")
                due = {"amount_cents": call.args["amount_cents"], "regime": regime, "reference": ""}
                self.dues = [*self.dues, due]
            elif call.block == "payments.cancel":
                self.dues = []


def run_examples(definition: Definition, held: Held = NO_ROWS) -> list[ExampleResult]:
    """Play every example of a package; ``held`` are the rows of its reference tables, where an example names none."""
    return [
        run_example(definition, name, one, held) for name, one in sorted(definition.package.tests.items())
    ]


def run_example(definition: Definition, name: str, example: TestFile, held: Held = NO_ROWS) -> ExampleResult:
    """Play one example."""
    references = {**held.on(example.on), **_stated(example)}
    try:
        differences = tuple(_play(definition, example, references))
    except (ExpressionFailed, NoSuchTransition) as error:
        differences = (str(error),)
    return ExampleResult(name, example.title, differences)


def _stated(example: TestFile) -> References:
    return {
        table: {
            one.value: RowRecord(
                table=table,
                value=one.value,
                label=one.label or one.value,
                cells=one.cells,
                valid_from=example.on,
            )
            for one in rows
        }
        for table, rows in example.rows.items()
    }


def _play(definition: Definition, example: TestFile, references: References) -> Iterator[str]:
    who, closed = example.who, _closed(example)
    context = FormContext(
        today=example.on,
        level=LEVELS[who.level],
        language=who.language,
        options=example.options,
        references=references,
        resident=who.resident,
        closed=closed,
    )
    yield from _unknown(definition, example)
    yield from _on_form(definition, example, context)
    answers = forms.visible_answers(definition, example.answers, context)
    case = _Case(definition, example, answers, example.on, closed, references)
    for number, step in enumerate(example.steps, start=1):
        case.calls = []
        if not (step.submit or case.status):
            yield f"étape {number} : la demande n’est pas encore introduite"
            return
        if step.submit:
            case.fee_cents = forms.fee(definition, case.answers, context).total.cents
        _take(case, step)
        _end_delays(case)
        for difference in _on_path(case, step):
            yield f"étape {number} : {difference}"


def _closed(example: TestFile) -> Closed:
    return lambda: example.closed


def _unknown(definition: Definition, example: TestFile) -> Iterator[str]:
    for name in sorted(example.answers.keys() - definition.fields.keys()):
        yield f"la question « {name} » n’existe pas"
    for name, said in sorted(example.services.items()):
        yield from _not_its_answer(definition, name, said)
    for name, line in definition.blocks.items():
        held = example.answers.get(name)
        held = held if isinstance(held, list) else ()
        for part in sorted({part for one in held if isinstance(one, dict) for part in one} - line.keys()):
            yield f"la question « {name} → {part} » n’existe pas"


def _not_its_answer(definition: Definition, name: str, said: ServiceExample) -> Iterator[str]:
    connector = definition.connectors.get(name)
    if connector is None:
        yield f"le connecteur « {name} » n’existe pas"
        return
    known = {one.name: one.type for one in connector.keeps}
    for given, value in said.gives.items():
        if given not in known:
            yield f"« {name} » ne garde pas « {given} »"
        elif type(value) is not TRAVELS[known[given]]:
            yield f"« {given} » n’est pas du type « {known[given]} »"


def _on_form(definition: Definition, example: TestFile, context: FormContext) -> Iterator[str]:
    wanted, answers = example.expect, example.answers
    if wanted.pages is not None:
        yield from _differs(
            "pages", wanted.pages, [p.name for p in forms.pages_of(definition, answers, context)]
        )
    if wanted.problems is not None:
        problems = forms.check_answers(definition, answers, context)
        yield from _differs("problèmes", wanted.problems, [p.field or p.page for p in problems])
    if wanted.entitlement is not None:
        yield from _differs(
            "droit", wanted.entitlement, forms.entitlement(definition, answers, context).outcome
        )
    if wanted.fee is not None:
        yield from _differs("montant", wanted.fee, forms.fee(definition, answers, context).total.cents)
    tables = forms.walk(definition, answers, context).scope.data["tables"]
    for name, rows in (wanted.rows or {}).items():
        if name not in definition.package.decisions:
            yield f"la table « {name} » n’existe pas"
            continue
        yield from _differs(f"table {name}", rows, tables.result(name).rules)  # type: ignore[attr-defined]


def _take(case: _Case, step: Step) -> None:
    definition, scope = case.definition, case.scope()
    if step.submit:
        case.go(workflow.start(definition, scope))
    elif step.take:
        case.agent |= step.agent
        offered = workflow.transitions_for(definition, case.status, {step.by}, case.scope())
        if step.take not in {way.name for way in offered}:
            raise NoSuchTransition(f"« {step.take} » n’est pas offert à {step.by} dans « {case.status} »")
        case.go(workflow.take(definition, case.status, step.take, case.scope()))
    elif step.fact in (workflow.ANSWERED, workflow.FAILED):
        case.agent |= workflow.to_keep(definition, step.agent)
        case.go(workflow.after_services(definition, case.status, step.fact, case.scope()))
    elif step.fact:
        if step.fact == "paid":  # what was asked first
            case.dues = case.dues[1:]
        case.go(workflow.on_fact(definition, case.status, step.fact, case.scope()))
    elif step.wait is not None:
        _wait(case, step.wait)


def _wait(case: _Case, count: int) -> None:
    """Days pass: each day, automatic ways that waited for it and delays that end are taken, then what follows."""
    until = case.today + timedelta(days=count)
    while case.today < until and _waits_for_a_day(case):
        case.today += timedelta(days=1)
        case.go(workflow.automatic(case.definition, case.status, case.scope()))
        _end_delays(case)
    case.today = until


def _waits_for_a_day(case: _Case) -> bool:
    daily = case.status in case.definition.looked_at_daily
    return daily or bool(workflow.delays(case.definition, case.status, case.example.options))


def _end_delays(case: _Case) -> None:
    for _ in range(MOST_STEPS):
        way = _ending(case)
        if way is None:
            return
        case.go(workflow.take(case.definition, case.status, way, case.scope()))
    raise NoSuchTransition("le circuit tourne en rond")


def _ending(case: _Case) -> str | None:
    """The delay that is taken today: one that ends today, else one that ended and waits for its condition."""
    scope, closed = case.scope(), case.closed()
    ended = [
        (end, delay.transition)
        for delay in workflow.delays(case.definition, case.status, case.example.options)
        for end in [add_days(case.entered, delay.days, DayUnit(delay.unit), closed)]
        if end <= case.today and scope.holds(delay.when)
    ]
    return max(ended, key=lambda one: one[0])[1] if ended else None


def _on_path(case: _Case, step: Step) -> Iterator[str]:
    wanted, last = step.expect, case.last
    if last is None:
        return
    found: dict[str, Any] = {
        "status": last.status,
        "phase": last.phase,
        "next_turn": last.next_turn,
        "task": last.task.role if last.task else "",
        "blocks": [call.block for call in case.calls],
        "messages": [c.args["message"] for c in case.calls if c.block == "correspondence.send"],
        "documents": [c.args["document"] for c in case.calls if c.block == "documents.generate"],
        "fee": case.fee_cents,
    }
    if wanted.transitions is not None:
        ways = workflow.transitions_for(case.definition, last.status, {step.by}, case.scope())
        found["transitions"] = [way.name for way in ways]
    for key in Expected.model_fields:
        value = getattr(wanted, key)
        if value is not None and key in found:
            yield from _differs(key, value, found[key])


def _differs(what: str, wanted: Any, found: Any) -> Iterator[str]:
    wanted = list(wanted) if isinstance(wanted, tuple) else wanted
    if wanted != found:
        yield f"{what} : attendu {_shown(wanted)}, trouvé {_shown(found)}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return f"« {value} »" if isinstance(value, str) else str(value)
