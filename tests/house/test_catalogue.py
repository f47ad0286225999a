"""Every package on the shelf checks, and its examples pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from beffroi.procedures import queries as procedures

from . import house

pytestmark = pytest.mark.once

PACKAGES = sorted(path.parent for path in (house.ROOT / "catalogue").glob("*/procedure.yaml"))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_a_package_checks(package: Path):
    findings = procedures.check_package(package)
    assert [str(finding) for finding in findings if finding.severity is not procedures.Severity.NOTE] == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_the_examples_of_a_package_pass(package: Path):
    results = procedures.run_examples(package)

    assert results, "a package without examples proves nothing: add tests/*.yaml"
    assert [f"{result.name}: {result.differences}" for result in results if not result.passed] == []


def test_packages_hold_no_code():
    allowed = {".yaml", ".md"}
    wrong = [
        str(path.relative_to(house.ROOT))
        for path in (house.ROOT / "catalogue").rglob("*")
        if path.is_file() and path.suffix not in allowed
    ]
    assert wrong == [], "a package is read and trusted because it holds no program"


def test_there_is_a_shelf():
    assert len(PACKAGES) >= 3
