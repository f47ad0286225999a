"""A whole package to read through, without a case and without the database: for who has no commune at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from beffroi.lib import clock
from beffroi.procedures.rules import drawing, forms, said
from beffroi.procedures.rules.context import FormContext, References
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.fields import FieldView
from beffroi.procedures.rules.paper import PaperForm, paper_form
from beffroi.procedures.rules.records import make_scope, make_view
from beffroi.procedures.rules.schema import DocumentFile, MessageFile, TableFile


@dataclass(frozen=True, slots=True)
class Way:
    """A transition with its small form."""

    label: str
    trigger: str
    to: str
    condition: str
    confirm: str
    form: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A status, with every way out of it."""

    label: str
    phase: str
    next: str
    task: str
    blocks: tuple[str, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that a package holds, in words; the form as the public and as an agent see it."""

    start: said.StartPage
    notice: list[said.NoticeSection]
    form: list[forms.WholePage]
    form_of_agents: list[forms.WholePage]
    paper: PaperForm
    picture: str
    stages: list[Stage]
    tables: list[TableFile]
    messages: list[MessageFile]
    documents: list[DocumentFile]


def whole_package(
    definition: Definition, options: Mapping[str, Any], references: References | None = None
) -> Whole:
    """A package to read through in French, with these values of its options and rows of its reference tables."""
    today = clock.today()
    context = FormContext(today=today, options=options, references=references, level=_LEVEL)
    agents = replace(context, audience="agent")
    package = definition.package
    return Whole(
        start=said.start_page(definition, context),
        notice=said.privacy_notice(definition, make_scope(definition, {}, context)),
        form=forms.whole_form(definition, context),
        form_of_agents=forms.whole_form(definition, agents),
        paper=paper_form(definition, context),
        picture=drawing.svg(definition),
        stages=_stages(definition, agents),
        tables=list(package.decisions.values()),
        messages=list(package.messages.values()),
        documents=list(package.documents.values()),
    )


#: Somebody with an identity card, so that no choice is closed.
_LEVEL = 500


def _stages(definition: Definition, context: FormContext) -> list[Stage]:
    lines = {line.name: line for line in drawing.lines(definition)}
    view = make_view(definition, context, make_scope(definition, {}, context))
    return [
        Stage(
            label=status.label,
            phase=lines[status.name].phase_label,
            next=status.next,
            task=lines[status.name].task,
            blocks=tuple(call.block for call in status.enter),
            ways=tuple(
                Way(
                    label=way.label,
                    trigger=drawing.trigger_of(way),
                    to=drawing.status_label(definition, way.to),
                    condition=way.when,
                    confirm=way.confirm,
                    form=tuple(
                        _under(f"{status.name}-{way.name}", one) for one in forms.bare_fields(way.form, view)
                    ),
                )
                for way in definition.ways_out(status.name)
            ),
        )
        for status in definition.package.workflow.statuses
    ]


def _under(place: str, field: FieldView) -> FieldView:
    """A question under a name of its own, for the same small form stands in several statuses."""
    parts = tuple(_under(place, part) for part in field.parts)
    return replace(field, name=f"{place}-{field.name}", parts=parts)
