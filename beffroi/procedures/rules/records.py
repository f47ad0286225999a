"""The records that expressions read, made from answers and from what is known of a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Protocol, cast

from beffroi.lib.later import Later, later

from . import tables
from .context import FormContext, nowhere
from .days import never_closed
from .definition import Definition, reference_of, type_of
from .expressions import CASE_FACTS, REGISTER_FACTS, ExpressionFailed, Scope
from .fields import Choice, View
from .references import Rows
from .schema import LEVELS, Field, Option, RowRecord
from .sources import data_source
from .texts import expand

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Record(Mapping[str, Any]):
    """Values over typed empties: an unknown name is an error, an absent value is empty."""

    def __init__(self, values: Mapping[str, Any], empties: Mapping[str, Any]) -> None:
        self.values_held, self.empties = values, empties

    def __getitem__(self, name: str) -> Any:
        empty = self.empties[name]
        value = self.values_held.get(name)
        return empty if value is None or type(value) is not type(empty) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self.empties)

    def __len__(self) -> int:
        return len(self.empties)


class Answers(Record):
    """The answers of the visible questions so far."""

    def __init__(self, definition: Definition, values: Mapping[str, Any]) -> None:
        super().__init__(values, definition.empties)
        self._fields = definition.fields
        self._blocks = definition.blocks

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        line = self._blocks.get(name) if self._blocks else None
        return [{**line, **one} for one in value] if line else value

    def gives(self, name: str) -> bool:
        """Whether a question of that name has an answer."""
        value, field = self.values_held.get(name), self._fields.get(name)
        return value is not None and field is not None and not type_of(field).is_empty(value)


class Labels(Mapping[str, Any]):
    """The answers as the summary shows them."""

    def __init__(self, definition: Definition, values: Mapping[str, Any], view: View) -> None:
        self._definition, self._values, self._view = definition, values, view

    def __getitem__(self, name: str) -> str:
        return display(self._definition.fields[name], self._values.get(name), self._view)

    def __iter__(self) -> Iterator[str]:
        return iter(self._definition.fields)

    def __len__(self) -> int:
        return len(self._definition.fields)


class Tables(Mapping[str, Any]):
    """The decision tables, worked out when they are asked for."""

    def __init__(self, definition: Definition, answers: Mapping[str, Any]) -> None:
        self._definition, self.answers = definition, answers
        self._open: set[str] = set()
        self._known: dict[tuple[str, int], tables.TableResult] = {}
        self.scope: Scope

    def result(self, name: str) -> tables.TableResult:
        """Evaluate one table on the present answers. Raises KeyError, ExpressionFailed.

        Answers only grow while a form is walked, so their number tells whether a result still stands.
        """
        key = (name, len(self.answers))
        if key not in self._known:
            self._known[key] = self._evaluated(name)
        return self._known[key]

    def _evaluated(self, name: str) -> tables.TableResult:
        table = self._definition.table(name)
        if name in self._open:
            raise ExpressionFailed(f"la table « {name} » se lit elle-même.")
        self._open.add(name)
        try:
            inputs = tables.input_values(table, self.scope)
            return tables.evaluate(name, table, inputs, on=self.scope.today, scope=self.scope)
        finally:
            self._open.discard(name)

    def __getitem__(self, name: str) -> dict[str, Any]:
        try:
            return self.result(name).outputs
        except ExpressionFailed:
            table = self._definition.table(name)
            return {output.name: tables.EMPTY_OUTPUTS[output.type] for output in table.outputs}

    def __iter__(self) -> Iterator[str]:
        return iter(self._definition.package.decisions)

    def __len__(self) -> int:
        return len(self._definition.package.decisions)


def options_in_force(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The dated values over the defaults of the package and of the house."""
    return {key: values.get(key, spec.default) for key, spec in definition.options.items()}


class Dated(Protocol):
    """A value of an option from a day on, to a last day when it has one."""

    @property
    def key(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def values_on(records: Iterable[Dated], day: date) -> dict[str, Any]:
    """The options as they stand on a day; those that never began or have ended are absent.

    Of the records of one option the last to begin counts, even when it has ended and an older one has not; of two that
    begin on one day, the later in the list: a correction is a new record.
    """
    begun = sorted((one for one in records if one.valid_from <= day), key=lambda one: one.valid_from)
    last = {one.key: one for one in begun}
    return {key: one.value for key, one in last.items() if one.valid_to is None or day <= one.valid_to}


def is_resident(definition: Definition, answers: Mapping[str, Any], context: FormContext) -> bool:
    """Whether the person lives here, as far as is known: told, or by the postcode of the address."""
    if context.resident is not None:
        return context.resident
    name = definition.package.procedure.reads.address
    address = answers.get(name) if name else None
    postcode = address.get("postcode", "") if isinstance(address, dict) else ""
    return bool(postcode) and postcode in context.local_postcodes()


class Surroundings(Mapping[str, Any]):
    """``context``: the day, the level, the language, residence."""

    _names = ("today", "level", "language", "resident")

    def __init__(self, definition: Definition, answers: Mapping[str, Any], context: FormContext) -> None:
        self._definition, self._answers, self._context = definition, answers, context

    def __getitem__(self, name: str) -> Any:
        if name == "resident":
            return is_resident(self._definition, self._answers, self._context)
        if name == "today":
            return self._context.today.isoformat()
        if name in self._names:
            return getattr(self._context, name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def make_scope(
    definition: Definition,
    answers: Mapping[str, Any],
    context: FormContext,
    *,
    case: Mapping[str, Any] = _NOTHING,
    agent: Mapping[str, Any] = _NOTHING,
    register: Mapping[str, Any] = _NOTHING,
) -> Scope:
    """Everything expressions may read. ``answers`` may grow afterwards: the scope looks at it each time."""
    agent_empties = {name: type_of(field).empty for name, field in definition.agent_fields.items()}
    data: dict[str, Mapping[str, Any]] = {
        "answers": Answers(definition, answers),
        "rows": Rows(definition, answers, context.references or {}),
        "options": later(definition.options, lambda: options_in_force(definition, context.options)),
        "context": Surroundings(definition, answers, context),
        "agent": Record(agent, agent_empties),
        "case": Record(case, CASE_FACTS),
        "register": Record(register, REGISTER_FACTS),
    }
    scope = Scope(data, today=context.today, language=context.language, closed=context.closed)
    data["labels"] = Labels(definition, answers, make_view(definition, context, scope))
    return _with_what_is_worked_out(definition, answers, scope)


def _with_what_is_worked_out(definition: Definition, answers: Mapping[str, Any], scope: Scope) -> Scope:
    """Tables and fee, which look at all the other records of the same scope."""
    from .fees import FeeRecord

    found = Tables(definition, answers)
    found.scope = scope
    scope.data["tables"], scope.data["fee"] = found, FeeRecord(definition, scope)
    return scope


def make_view(definition: Definition, context: FormContext, scope: Scope) -> View:
    """What field types are told."""

    def say(french: str) -> str:
        return expand(definition.say(french, context.language), scope)

    def from_package(option: Option) -> Choice:
        level = LEVELS[option.level]
        return Choice(option.value, say(option.label), say(option.hint), level, level <= context.level)

    def from_row(row: RowRecord) -> Choice:
        return Choice(row.value, definition.say(row.label, context.language))

    def rows_of(table: str) -> Mapping[str, RowRecord]:
        return (context.references or {}).get(table, {})

    def options(field: Field) -> tuple[Choice, ...]:
        if table := reference_of(field):
            return tuple(from_row(row) for row in rows_of(table).values())
        if field.source:
            return _from_source(field, context)
        return tuple(from_package(option) for option in field.options if scope.holds(option.when))

    def choice(field: Field, value: str) -> Choice | None:
        if table := reference_of(field):
            row = rows_of(table).get(value)
            return from_row(row) if row else None
        if field.source:
            return next((one for one in _from_source(field, context) if one.value == value), None)
        found = next((option for option in field.options if option.value == value), None)
        return from_package(found) if found and scope.holds(found.when) else None

    return View(
        level=context.level,
        language=context.language,
        today=context.today.isoformat(),
        say=say,
        options=options,
        choice=choice,
        keep_number=context.keep_number,
        mask_number=context.mask_number,
        file_names=context.file_names,
    )


def _from_source(field: Field, context: FormContext) -> tuple[Choice, ...]:
    source = data_source(field.source)
    return tuple(Choice(value, label) for value, label in source("", context)) if source else ()


def display(field: Field, value: Any, view: View) -> str:
    """An answer as people read it; empty when there is none."""
    kind = type_of(field)
    if not kind.fits(value) or kind.is_empty(value):
        return ""
    return kind.display(field, value, view)


def context_of(data: Mapping[str, Any], today: date) -> FormContext:
    """The context of a case that is being handled, from the flat data that ``cases`` gives."""
    return FormContext(
        today=today,
        level=int(data.get("level", 0)),
        language=str(data.get("language") or "fr"),
        options=data.get("options") or {},
        references=data.get("references"),
        resident=data.get("resident"),
        local_postcodes=data.get("local_postcodes") or nowhere,
        closed=data.get("closed") or never_closed,
    )


def _status_labels(definition: Definition, data: Mapping[str, Any]) -> dict[str, str]:
    """Where the case stands and stood, as agents read it."""
    found = {key: definition.statuses.get(str(data.get(key) or "")) for key in ("status", "previous_status")}
    return {f"{key}_label": status.label for key, status in found.items() if status}


def case_scope(definition: Definition, data: Mapping[str, Any], today: date) -> Scope:
    """What the workflow, the messages and the documents of a case may read."""
    return make_scope(
        definition,
        data.get("answers") or {},
        context_of(data, today),
        case=Later(data) | _status_labels(definition, data),
        agent=data.get("agent") or {},
        register=data.get("register") or {},
    )


def moved(definition: Definition, scope: Scope, before: str, after: str) -> Scope:
    """The same case, seen from the status that it enters."""
    held = Later(cast(Record, scope.data["case"]).values_held) | {"status": after}
    if before != after:
        held |= {"previous_status": before}
    return _seen_anew(definition, scope, "case", Record(held | _status_labels(definition, held), CASE_FACTS))


def kept(definition: Definition, scope: Scope, values: Mapping[str, Any]) -> Scope:
    """The same case, with more kept on it."""
    agent = cast(Record, scope.data["agent"])
    return _seen_anew(definition, scope, "agent", Record({**agent.values_held, **values}, agent.empties))


def _seen_anew(definition: Definition, scope: Scope, name: str, record: Record) -> Scope:
    data = {**scope.data, name: record}
    seen = Scope(data, today=scope.today, language=scope.language, closed=scope.closed)
    return _with_what_is_worked_out(definition, cast(Tables, scope.data["tables"]).answers, seen)
