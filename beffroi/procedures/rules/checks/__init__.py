"""What is wrong in a package that its schema cannot see; every problem in French, with its place and how to mend it."""

from __future__ import annotations

from datetime import date

from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.findings import Finding
from beffroi.procedures.rules.reading import PackageFolder

from . import clock, connectors, fees, fields, house, privacy, references, tables, tests, wording, workflow
from .common import Report

_CHECKS = (
    fields.check,
    tables.check,
    workflow.check,
    connectors.check,
    clock.check,
    wording.check,
    fees.check,
    references.check,
    privacy.check,
    house.check,
    tests.check,
)


def check(folder: PackageFolder, *, play: bool = True, today: date | None = None) -> list[Finding]:
    """Every finding about a package that was read, in the order of files and lines; without ``play`` the examples are
    not played, without ``today`` nobody hears of what ends soon."""
    assert folder.package is not None
    report = Report(folder, Definition(folder.package), today)
    for one in _CHECKS if play else _CHECKS[:-1]:
        one(report)
        if one is fields.check and report.stops:
            break  # the others would only repeat it
    return sorted(report.findings)
