"""Entitlement, fee and the dated values."""

from __future__ import annotations

from typing import Final

from beffroi.procedures.rules.schema import OptionRecord, OptionSpec
from beffroi.procedures.rules.yamlsource import Path

from .common import IN_FORM, Report

_TYPES: Final = {"amount": int, "number": int, "text": str, "yes_no": bool}


def check(report: Report) -> None:
    """What it costs and who may ask."""
    _entitlement(report)
    fee = report.package.procedure.fee
    if fee:
        report.expression(fee.free_when, ("procedure", "fee", "free_when"), IN_FORM, gives=bool)
        for index, line in enumerate(fee.lines):
            place: Path = ("procedure", "fee", "lines", index)
            report.expression(line.amount, (*place, "amount"), IN_FORM, gives=int)
            report.expression(line.when, (*place, "when"), IN_FORM, gives=bool)
    _options(report)


def _entitlement(report: Report) -> None:
    rule = report.package.procedure.entitlement
    if rule is None:
        return
    place: Path = ("procedure", "entitlement")
    table = report.package.decisions.get(rule.table)
    if table is None:
        report.error(
            (*place, "table"), f"la table « {rule.table} » n’existe pas.", "Vérifiez son nom dans decisions/."
        )
        return
    output = next((one for one in table.outputs if one.name == rule.output), None)
    if output is None:
        report.error(
            (*place, "output"), f"la table ne donne pas « {rule.output} ».", "Nommez une de ses réponses."
        )
        return
    placed = {*rule.allowed, *rule.with_proof, *rule.refused}
    for value in sorted(placed - set(output.values)):
        report.error(
            place,
            f"« {value} » n’est pas une réponse de la table.",
            f"Elle répond : {', '.join(output.values)}.",
        )


def _options(report: Report) -> None:
    own = {spec.key: spec for spec in report.package.procedure.options}
    for index, spec in enumerate(report.package.procedure.options):
        place: Path = ("procedure", "options", index)
        if spec.key in {one.key for one in report.package.house.options}:
            report.error((*place, "key"), f"« {spec.key} » est déjà une option de la maison.", "Renommez-la.")
        _typed(report, spec, spec.default, (*place, "default"))
    for index, record in enumerate(report.folder.options):
        _record(report, record, own.get(record.key), ("options", "values", index))


def _record(report: Report, record: OptionRecord, spec: OptionSpec | None, place: Path) -> None:
    if spec is None:
        report.error(
            (*place, "key"),
            f"« {record.key} » n’est pas une option de la démarche.",
            "Déclarez-la dans procedure.yaml.",
        )
        return
    _typed(report, spec, record.value, (*place, "value"))
    if not record.legal_reference:
        report.error(
            (*place, "legal_reference"), "la base légale manque.", "Citez la décision qui fixe cette valeur."
        )


def _typed(report: Report, spec: OptionSpec, value: object, place: Path) -> None:
    if type(value) is not _TYPES[spec.type]:
        said = {
            "amount": "un montant en cents entiers",
            "number": "un nombre entier",
            "text": "un texte",
            "yes_no": "true ou false",
        }
        report.error(place, f"« {value} » n’est pas {said[spec.type]}.", "Corrigez la valeur.")
    elif spec.type == "amount" and isinstance(value, int) and value < 0:
        report.error(place, "un montant ne peut être négatif.", "Corrigez la valeur.")
