"""Reference tables: columns named once, rows that fit them; a table without rows is for the commune to fill."""

from __future__ import annotations

from typing import Final

from beffroi.procedures.rules.paying import paying
from beffroi.procedures.rules.references import cell_problems, is_clean, lacking, makes_pay, may_cost
from beffroi.procedures.rules.schema import ReferenceSpec, RowRecord
from beffroi.procedures.rules.yamlsource import Path

from .common import Report
from .fees import check_binding

_ROWS: Final = ("options", "rows")


def check(report: Report) -> None:
    """Every declared table, then every row shipped with the package."""
    _declared(report)
    for index, record in enumerate(report.folder.rows):
        _row(report, record, (*_ROWS, index))
    _twice(report)


def _declared(report: Report) -> None:
    filled = report.folder.known_rows.tables
    seen: set[str] = set()
    for index, spec in enumerate(report.package.procedure.references):
        place: Path = ("procedure", "references", index)
        if spec.key in seen:
            report.error((*place, "key"), f"deux tables s’appellent « {spec.key} ».", "Renommez-en une.")
        seen.add(spec.key)
        names = [column.name for column in spec.columns]
        for number, name in enumerate(names):
            if name in names[:number]:
                at: Path = (*place, "columns", number, "name")
                report.error(at, f"deux colonnes s’appellent « {name} ».", "Renommez-en une.")
        if spec.key not in filled:
            report.warning(
                place,
                f"la table « {spec.key} » est à remplir par la commune.",
                "Sans ligne, on ne peut y choisir.",
            )


def _row(report: Report, record: RowRecord, place: Path) -> None:
    spec = report.definition.references.get(record.table)
    if spec is None:
        report.error(
            (*place, "table"),
            f"la table de référence « {record.table} » n’existe pas.",
            "Déclarez-la dans « references » de procedure.yaml.",
        )
        return
    if not is_clean(record.value):
        report.error(
            (*place, "value"),
            "la valeur tient en une ligne, sans blanc autour.",
            "Retirez les signes de trop.",
        )
    if record.valid_to and record.valid_to < record.valid_from:
        report.error((*place, "valid_to"), "la fin précède le début.", "Corrigez les dates.")
    for column, message in cell_problems(record, spec):
        columns = ", ".join(one.name for one in spec.columns) or "aucune"
        report.error((*place, "cells", column), message, f"Les colonnes : {columns}.")
    for column in lacking(record, spec):
        report.unready((*place, "cells"), f"la colonne « {column} » est à compléter.", "Écrivez sa valeur.")
    _founded(report, record, spec, place)
    if makes_pay(record, paying(report.definition).of_table(spec.key)):
        check_binding(report, record, place)


def _founded(report: Report, record: RowRecord, spec: ReferenceSpec, place: Path) -> None:
    """A row that may make someone pay says by which decision."""
    if not record.legal_reference and may_cost(spec):
        report.unready(
            (*place, "legal_reference"), "la base légale manque.", "Citez la décision qui fixe ce montant."
        )


def _twice(report: Report) -> None:
    seen: set[tuple[str, str, str]] = set()
    for index, record in enumerate(report.folder.rows):
        known = (record.table, record.value, record.valid_from.isoformat())
        if known in seen:
            report.error(
                (*_ROWS, index, "value"),
                f"la ligne « {record.value} » est écrite deux fois pour le même jour.",
                "Gardez-en une.",
            )
        seen.add(known)
