"""A published package, indexed and ready to be asked. Immutable; made once per version and process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from beffroi.lib.translated import DEFAULT, Text

from . import by_day
from .fields import FieldType, field_type
from .fields.repeat import empties as line_empties
from .fields.texts import TextField
from .schema import (
    LEVELS,
    Call,
    Connector,
    Field,
    LegalClock,
    OptionSpec,
    Package,
    Page,
    Period,
    ReferenceSpec,
    Status,
    TableFile,
    Transition,
)
from .yamlsource import Path

_UNKNOWN_TYPE = TextField()
#: A question names a reference table by this and its key.
REFERENCE: Final = "reference."


@dataclass(frozen=True, slots=True)
class Count:
    """A period: how many days, in which unit (``calendar``, ``working``, ``clear``)."""

    count: int
    unit: str

    @classmethod
    def of(cls, period: Period) -> Count:
        """The same period as the package writes it."""
        return cls(period.days, period.unit)


@dataclass(frozen=True, eq=False)
class Definition:
    """One version of a procedure."""

    package: Package
    version_id: UUID | None = None
    number: int = 0

    # --- the identity card

    @property
    def slug(self) -> str:
        """The procedure's short name."""
        return self.package.procedure.slug

    @cached_property
    def title(self) -> Text:
        """Its title, in every language."""
        return self.text(self.package.procedure.title)

    @cached_property
    def summary(self) -> Text:
        """Its one sentence."""
        return self.text(self.package.procedure.summary)

    @property
    def department(self) -> str:
        """The slug of the department that handles it."""
        return self.package.procedure.department

    @property
    def required_level(self) -> int:
        """The identity level needed to send a request."""
        return LEVELS[self.package.procedure.identity.apply]

    @property
    def download_level(self) -> int:
        """The identity level needed to download the document."""
        return LEVELS[self.package.procedure.identity.download]

    @property
    def prefill_level(self) -> int:
        """The identity level needed to see what the register holds."""
        return LEVELS[self.package.procedure.identity.prefill]

    @property
    def initial_status(self) -> str:
        """Where a submitted request starts."""
        return self.package.workflow.statuses[0].name

    @property
    def service_target(self) -> Count:
        """The *délai de service*."""
        return Count.of(self.package.procedure.service_target)

    @property
    def legal_period(self) -> Count | None:
        """The *délai légal*, when a text imposes one."""
        return Count.of(self.legal_clock.period) if self.legal_clock else None

    @property
    def legal_clock(self) -> LegalClock | None:
        """Everything that the text says of the *délai légal*."""
        return self.package.procedure.legal_clock

    # --- the parts, by name

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """The pages of the form."""
        return {page.name: page for page in self.package.form.pages}

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The questions of the form."""
        return {field.name: field for page in self.package.form.pages for field in page.fields}

    @cached_property
    def blocks(self) -> Mapping[str, Mapping[str, Any]]:
        """The repeated blocks, each with the typed empties of its lines."""
        return {name: line_empties(field) for name, field in self.fields.items() if field.fields}

    @cached_property
    def agent_fields(self) -> Mapping[str, Field]:
        """The questions of the transitions' small forms, and what blocks keep on the case."""
        asked = {field.name: field for _, way in self.transitions() for field in way.form}
        return {**{field.name: field for field in self.package.workflow.fields}, **asked}

    @cached_property
    def empties(self) -> Mapping[str, Any]:
        """The typed empty of every question."""
        return {name: type_of(field).empty for name, field in self.fields.items()}

    @cached_property
    def options(self) -> Mapping[str, OptionSpec]:
        """The dated values that the house and the package declare; the package's counts where both do."""
        specs = (*self.package.house.options, *self.package.procedure.options)
        return {spec.key: spec for spec in specs}

    @cached_property
    def references(self) -> Mapping[str, ReferenceSpec]:
        """The reference tables that the package declares."""
        return {spec.key: spec for spec in self.package.procedure.references}

    @cached_property
    def row_fields(self) -> Mapping[str, ReferenceSpec]:
        """The questions whose one answer is a row of a reference table, with the table."""
        named = {name: self.references.get(reference_of(field)) for name, field in self.fields.items()}
        return {
            n: spec for n, spec in named.items() if spec and isinstance(type_of(self.fields[n]).empty, str)
        }

    @cached_property
    def statuses(self) -> Mapping[str, Status]:
        """The statuses of the workflow."""
        return {status.name: status for status in self.package.workflow.statuses}

    @cached_property
    def connectors(self) -> Mapping[str, Connector]:
        """The connectors that the package declares."""
        return {one.name: one for one in self.package.connectors.connectors}

    def calls(self) -> Iterator[tuple[Path, Call]]:
        """Every block of the workflow with the place where it is written."""
        for index, status in enumerate(self.package.workflow.statuses):
            for number, call in enumerate(status.enter):
                yield ("workflow", "statuses", index, "enter", number), call
        for place, way in self.transitions():
            for number, call in enumerate(way.calls):
                yield (*place, "calls", number), call

    def table(self, name: str) -> TableFile:
        """A decision table. Raises KeyError."""
        return self.package.decisions[name]

    def ways_out(self, status: str) -> list[Transition]:
        """The transitions of a status, those possible everywhere last."""
        found = self.statuses[status]
        everywhere = [one.transition for one in self.package.workflow.anywhere if found.phase in one.phases]
        return [*found.transitions, *everywhere]

    @cached_property
    def looked_at_daily(self) -> frozenset[str]:
        """The statuses that a case may leave by itself because a day has come, nothing else having changed."""
        return frozenset(
            name
            for name in self.statuses
            if any(way.automatic and by_day.changes(self, way.when) for way in self.ways_out(name))
        )

    def transitions(self) -> Iterator[tuple[Path, Transition]]:
        """Every transition with the place where it is written."""
        for index, status in enumerate(self.package.workflow.statuses):
            for number, way in enumerate(status.transitions):
                yield ("workflow", "statuses", index, "transitions", number), way
        for number, one in enumerate(self.package.workflow.anywhere):
            yield ("workflow", "anywhere", number, "transition"), one.transition

    # --- the words

    def say(self, french: str, language: str) -> str:
        """A text of the package in a language, or in French where a translation lacks."""
        if not french or language == DEFAULT:
            return french
        return self._words.get(language, {}).get(french.strip(), french)

    def text(self, french: str) -> Text:
        """A text of the package in every language it has."""
        others = {
            code: words[french.strip()] for code, words in self._words.items() if french.strip() in words
        }
        return Text({DEFAULT: french, **others})

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, str]]:
        words: dict[str, dict[str, str]] = {}
        for entry in self.package.house.translations:
            for code in ("nl", "de", "en"):
                words.setdefault(code, {})[entry.fr.strip()] = getattr(entry, code)
        for code, entries in self.package.translations.items():
            words.setdefault(code, {}).update({entry.fr.strip(): entry.to for entry in entries})
        return words


def reference_of(field: Field) -> str:
    """The key of the reference table that a question chooses in, or empty."""
    return field.source.removeprefix(REFERENCE) if field.source.startswith(REFERENCE) else ""


def type_of(field: Field) -> FieldType:
    """The type of a question; one that is not installed any more behaves as a line of text."""
    return field_type(field.type) or _UNKNOWN_TYPE
