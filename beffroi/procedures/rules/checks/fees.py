"""Entitlement, fee and the dated values."""

from __future__ import annotations

from typing import Final

from beffroi.procedures.rules.ending import last_day, last_of
from beffroi.procedures.rules.paying import (
    asks_money,
    faults,
    paying,
)
from beffroi.procedures.rules.schema import OptionRecord, OptionSpec, RowPeriod, RowRecord
from beffroi.procedures.rules.typed import misfit
from beffroi.procedures.rules.yamlsource import Path

from .common import IN_FORM, Report

_STEPS: Final = {
    "voted_on": "voté",
    "approved_on": "approuvé par la tutelle",
    "published_on": "publié",
    "binds_on": "rendu obligatoire",
}


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
        _fits(report, spec, spec.default, (*place, "default"))
    paid = paying(report.definition)
    for index, record in enumerate(report.folder.options):
        at: Path = ("options", "values", index)
        _record(report, record, own.get(record.key), at)
        if record.key in paid.options and type(record.value) is int and record.value > 0:
            check_binding(report, record, at)
    for key in sorted(paid.options & own.keys()):
        _ends(report, [record for record in report.folder.options if record.key == key])
    for name in sorted(paid.tables):
        for number, period in enumerate(report.definition.table(name).periods):
            if any(asks_money(report.definition, name, row) for row in period.rows):
                check_binding(report, period, ("decisions", name, "periods", number))


def check_binding(report: Report, binding: OptionRecord | RowPeriod | RowRecord, place: Path) -> None:
    """Nobody pays by a text that was not voted, approved, published and come to bind; a demonstration says so."""
    for fault in faults(binding, report.today):
        at, words = (*place, fault.day), _STEPS.get(fault.day, "")
        if fault.kind == "missing":
            hint = "Indiquez ce jour ; des montants de démonstration se disent fictifs."
            report.unready(at, f"ce montant ne dit pas quand il a été {words}.", hint)
        elif fault.kind == "order":
            said = f"ce montant serait {words} avant d’avoir été {_STEPS[fault.other]}."
            report.error(at, said, "D’abord le vote, puis la tutelle, la publication et l’entrée en vigueur.")
        elif fault.kind == "early":
            hint = f"Commencez le {binding.binds_on} ou plus tard."
            report.error(at, "ce montant compte avant le jour où il oblige.", hint)
        else:
            report.warning(at, f"ce montant serait {words} un jour qui n’est pas venu.", "Corrigez ce jour.")


def _ends(report: Report, records: list[OptionRecord]) -> None:
    """A tariff that ends soon, with nothing after it."""
    day = last_day(records, report.today) if report.today else None
    last = last_of(records)
    if last is None or day is None:
        return
    place: Path = ("options", "values", report.folder.options.index(last), "valid_to")
    said = f"« {last.key} » finit le {day} et rien ne le suit."
    report.warning(place, said, "Ajoutez la valeur que le Conseil a votée pour la suite.")


def _record(report: Report, record: OptionRecord, spec: OptionSpec | None, place: Path) -> None:
    if spec is None:
        report.error(
            (*place, "key"),
            f"« {record.key} » n’est pas une option de la démarche.",
            "Déclarez-la dans procedure.yaml.",
        )
        return
    _fits(report, spec, record.value, (*place, "value"))
    if record.valid_to is not None and record.valid_to < record.valid_from:
        report.error((*place, "valid_to"), "la fin précède le début.", "Corrigez les dates.")
    if not record.legal_reference:
        report.error(
            (*place, "legal_reference"), "la base légale manque.", "Citez la décision qui fixe cette valeur."
        )


def _fits(report: Report, spec: OptionSpec, value: object, place: Path) -> None:
    if message := misfit(value, spec.type):
        report.error(place, message, "Corrigez la valeur.")
