"""Which names an expression may read, with what they mean, for whoever writes one."""

from __future__ import annotations

from collections.abc import Iterator

from beffroi.procedures.rules.definition import Definition, type_of
from beffroi.procedures.rules.expressions import CASE_FACTS
from beffroi.procedures.rules.schema import Field

from .places import Address


def readable(definition: Definition, address: Address) -> list[tuple[str, str]]:
    """Names and their words: the questions (on the form, those before), the values of the commune, the tables; in the
    workflow and the messages also the case."""
    found = [*_answers(definition, address), *_options(definition), *_tables(definition)]
    if address[:1] != ("form",):
        found += [(f"agent.{name}", field.label) for name, field in definition.agent_fields.items()]
        found += [(f"case.{name}", "") for name in CASE_FACTS]
    return found


def questions_before(definition: Definition, address: Address) -> Iterator[Field]:
    """The questions that can be read at an address: on the form those that come before, elsewhere all of them.

    A question that is added comes after those of its page.
    """
    on_form = address[:2] == ("form", "pages") and len(address) > 2
    page_here = address[2] if on_form else ""
    field_here = address[4] if on_form and len(address) > 4 else ""
    for page in definition.package.form.pages:
        if page.name == page_here and address[3:4] != ("fields",):
            return
        for field in page.fields:
            if page.name == page_here and field.name == field_here:
                return
            if type_of(field).asks or field.compute:
                yield field
        if page.name == page_here:
            return


def block_of(definition: Definition, address: Address) -> tuple[Field | None, frozenset[str]]:
    """The repeated block in which an address is, with the names of its questions that come before."""
    block = (
        definition.fields.get(address[4]) if address[:2] == ("form", "pages") and len(address) > 5 else None
    )
    if block is None or not block.fields:
        return None, frozenset()
    names = [part.name for part in block.fields]
    here = names.index(address[6]) if len(address) > 6 and address[6] in names else len(names)
    return block, frozenset(names[:here])


def _answers(definition: Definition, address: Address) -> Iterator[tuple[str, str]]:
    """On the form a condition looks back only."""
    for field in questions_before(definition, address):
        label = field.label or field.text
        if field.options:
            label = f"{label} ({', '.join(option.value for option in field.options)})"
        yield f"answers.{field.name}", label
        if spec := definition.row_fields.get(field.name):
            for column in spec.columns:
                yield f"rows.{field.name}.{column.name}", f"{spec.title} : {column.label}"


def _options(definition: Definition) -> Iterator[tuple[str, str]]:
    for spec in (*definition.package.house.options, *definition.package.procedure.options):
        yield f"options.{spec.key}", spec.label


def _tables(definition: Definition) -> Iterator[tuple[str, str]]:
    for name, table in definition.package.decisions.items():
        for output in table.outputs:
            yield f"tables.{name}.{output.name}", f"{table.title} : {output.label}"
