"""Decision tables: known columns, and for columns whose values can be listed, neither gap nor overlap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, Final

from beffroi.procedures.rules.expressions import ExpressionProblem, compile_expression
from beffroi.procedures.rules.schema import Input, Row, RowPeriod, TableFile
from beffroi.procedures.rules.subjects import Subject
from beffroi.procedures.rules.tables import ANY, bounds, cell_fits, is_literal
from beffroi.procedures.rules.typed import SAID, TYPES
from beffroi.procedures.rules.yamlsource import Path

from . import answers
from .common import IN_CASE, Report

#: Beyond this many combinations a table is looked at by eye.
MOST_COMBINATIONS: Final = 60_000


def check(report: Report) -> None:
    """Every decision table."""
    for name, table in report.package.decisions.items():
        place: Path = ("decisions", name)
        if name == "fee":
            report.error(place, "une table ne peut pas s’appeler « fee ».", "Renommez-la.")
        for index, column in enumerate(table.inputs):
            report.expression(column.value, (*place, "inputs", index, "value"), IN_CASE)
            _values(report, column, (*place, "inputs", index, "values"))
        _itself(report, name, table, place)
        for number, period in enumerate(table.periods):
            _period(report, table, period, (*place, "periods", number))
        _dates(report, table, place)


def _subject(report: Report, column: Input) -> Subject | None:
    """What a column reads, with the values that it can have: those of the question, else those declared."""
    found = report.subject(column.value.strip())
    if found is not None and found.answers is not None and found.kind == "choice":
        return found
    texts = tuple((str(one), str(one)) for one in column.values)
    declared = texts and all(isinstance(one, str) for one in column.values)
    return Subject(column.value, column.label, "choice", texts) if declared else None


def _values(report: Report, column: Input, place: Path) -> None:
    """The values declared of a question are answers of it."""
    subject = _subject(report, column)
    if subject is None:
        return
    for index, value in enumerate(column.values):
        answers.no_answer(report, subject, value, (*place, index))


def _cells(report: Report, table: TableFile, row: Row, place: Path) -> None:
    """A cell that names a text names an answer; comparisons and ranges name none."""
    for column in table.inputs:
        subject, cell = _subject(report, column), row.when.get(column.name, ANY)
        for one in cell if isinstance(cell, tuple) else (cell,):
            if subject is not None and isinstance(one, str) and is_literal(one):
                answers.no_answer(report, subject, one, (*place, "when", column.name))


def _itself(report: Report, name: str, table: TableFile, place: Path) -> None:
    for index, column in enumerate(table.inputs):
        try:
            references = compile_expression(column.value).references
        except ExpressionProblem:
            continue
        if any(path[:2] == ("tables", name) or path[0] == "fee" for path in references):
            report.error(
                (*place, "inputs", index, "value"), "la table se lit elle-même.", "Lisez une autre valeur."
            )


def _dates(report: Report, table: TableFile, place: Path) -> None:
    for number, period in enumerate(table.periods):
        if period.valid_to and period.valid_to < period.valid_from:
            report.error(
                (*place, "periods", number, "valid_to"), "la fin précède le début.", "Corrigez les dates."
            )
    days = [period.valid_from for period in table.periods]
    if len(set(days)) < len(days):
        report.error((*place, "periods"), "deux périodes commencent le même jour.", "Gardez-en une.")


def _period(report: Report, table: TableFile, period: RowPeriod, place: Path) -> None:
    columns = {column.name for column in table.inputs}
    outputs = {output.name: output for output in table.outputs}
    seen: set[str] = set()
    for index, row in enumerate(period.rows):
        at: Path = (*place, "rows", index)
        if row.id in seen:
            report.error((*at, "id"), f"deux lignes s’appellent « {row.id} ».", "Renommez-en une.")
        seen.add(row.id)
        for name in sorted(row.when.keys() - columns):
            report.error(
                (*at, "when", name),
                f"« {name} » n’est pas une colonne.",
                f"Les colonnes : {', '.join(sorted(columns))}.",
            )
        _cells(report, table, row, at)
        for name in sorted(row.then.keys() ^ outputs.keys()):
            report.error(
                (*at, "then"),
                f"la réponse « {name} » est en trop ou manque.",
                f"Les réponses : {', '.join(outputs)}.",
            )
        for name in sorted(row.then.keys() & outputs.keys()):
            _answer(report, row.then[name], outputs[name].type, outputs[name].values, (*at, "then", name))
    _coverage(report, table, period, place)


def _answer(report: Report, cell: Any, kind: str, values: tuple[str, ...], place: Path) -> None:
    if isinstance(cell, str) and cell.startswith("="):
        report.expression(cell[1:].strip(), place, IN_CASE, gives=TYPES[kind])
    elif type(cell) is not TYPES[kind]:
        report.error(place, f"« {cell} » n’est pas {SAID[kind]}.", "Corrigez la réponse.")
    elif values and cell not in values:
        report.error(
            place, f"« {cell} » n’est pas une réponse possible.", f"Choisissez : {', '.join(values)}."
        )


def _coverage(report: Report, table: TableFile, period: RowPeriod, place: Path) -> None:
    domains = [_domain(column, period) for column in table.inputs]
    if any(domain is None for domain in domains):
        _undeclared(report, table, period, place)
        return
    found = [domain for domain in domains if domain is not None]
    size = 1
    for domain in found:
        size *= len(domain)
    if size > MOST_COMBINATIONS:
        report.warning(place, "la table a trop de combinaisons pour être vérifiée.", "Relisez-la à deux.")
        return
    _try_all(report, table, period, place, found)


def _undeclared(report: Report, table: TableFile, period: RowPeriod, place: Path) -> None:
    """Without the list of values gaps cannot be found; a last row that fits anything closes them."""
    last = period.rows[-1]
    if table.hit != "collect" and any(cell != "-" for cell in last.when.values()):
        hint = "Donnez « values » à chaque colonne, ou finissez par une ligne qui convient à tout."
        report.warning(place, "on ne peut pas voir si la table laisse des cas sans réponse.", hint)


def _answering(
    period: RowPeriod, names: list[str], domains: list[list[Any]]
) -> list[list[tuple[Any, set[int]]]]:
    """For each column its values, each with the rows whose cell fits it: looked at once, not in each combination."""
    return [
        [
            (value, {n for n, row in enumerate(period.rows) if cell_fits(row.when.get(name, ANY), value)})
            for value in domain
        ]
        for name, domain in zip(names, domains, strict=True)
    ]


def _try_all(
    report: Report, table: TableFile, period: RowPeriod, place: Path, domains: list[list[Any]]
) -> None:
    names = [column.name for column in table.inputs]
    fired: set[str] = set()
    gap = overlap = False
    for choices in product(*_answering(period, names, domains)):
        inputs = {name: value for name, (value, _) in zip(names, choices, strict=True)}
        held = set.intersection(*(rows for _, rows in choices))
        rows = [row.id for place, row in enumerate(period.rows) if place in held]
        fired.update(rows if table.hit != "first" else rows[:1])
        if not rows and table.hit != "collect" and not gap:
            gap = True
            report.error(place, f"aucune ligne ne répond pour {_said(inputs)}.", "Ajoutez une ligne.")
        if len(rows) > 1 and table.hit == "unique" and not overlap:
            overlap = True
            second = next(index for index, row in enumerate(period.rows) if row.id == rows[1])
            report.error(
                (*place, "rows", second),
                f"les lignes {' et '.join(rows[:2])} répondent toutes deux pour {_said(inputs)}.",
                "Séparez-les.",
            )
    for index, row in enumerate(period.rows):
        if row.id not in fired:
            report.warning(
                (*place, "rows", index),
                f"la ligne « {row.id} » ne sert jamais.",
                "Retirez-la ou corrigez-la.",
            )


def _said(inputs: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in inputs.items())


def _domain(column: Input, period: RowPeriod) -> list[Any] | None:
    """The values that tell rows apart: those declared, or around each number a cell compares with."""
    if column.values:
        return list(column.values)
    cells = [row.when[column.name] for row in period.rows if column.name in row.when]
    if any(isinstance(cell, bool) for cell in cells):
        return [False, True]
    numbers = sorted(set(_around(cells)))
    return numbers or (None if any(cell != "-" for cell in cells) else ["-"])


def _around(cells: list[Any]) -> Iterator[int]:
    for cell in cells:
        for number in bounds(cell):
            yield from (number - 1, number, number + 1)
