"""The examples of a package: there is at least one, and each comes out as written."""

from __future__ import annotations

from beffroi.procedures.rules.examples import run_example
from beffroi.procedures.rules.findings import Severity
from beffroi.procedures.rules.yamlsource import Path

from .common import Report


def check(report: Report) -> None:
    """Play the examples, unless something worse was found."""
    if any(finding.severity is Severity.ERROR for finding in report.findings):
        return
    if not report.package.tests:
        report.warning(("procedure",), "le paquet n’a pas d’exemple.", "Écrivez-en un dans tests/.")
    for name, example in report.package.tests.items():
        place: Path = ("tests", name)
        for difference in run_example(report.definition, name, example, report.folder.known_rows).differences:
            report.error(
                place,
                f"l’exemple ne se déroule pas comme écrit : {difference}.",
                "Corrigez l’exemple ou le paquet.",
            )
