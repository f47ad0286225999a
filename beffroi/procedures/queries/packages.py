"""Looking at a folder before it is published: check it, play its examples."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from beffroi.lib import clock
from beffroi.procedures.rules import examples
from beffroi.procedures.rules.archive import is_slug
from beffroi.procedures.rules.checks import check
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.findings import Finding, PackageProblem, Severity
from beffroi.procedures.rules.held import NO_ROWS
from beffroi.procedures.rules.linking import Others
from beffroi.procedures.rules.reading import HOUSE, SINGLE, PackageFolder, read_folder
from beffroi.procedures.rules.schema import OptionsFile, Package

from .connectors import unapproved
from .references import held_rows


def house_rules_of(folder: Path) -> Path:
    """The house rules a package stands under: those of its shelf, else the nearest shelf that has some."""
    shelves = [folder.parent, *reversed(settings.CATALOGUE_DIRS)]
    return next((shelf / HOUSE for shelf in shelves if (shelf / HOUSE).is_file()), folder.parent / HOUSE)


def packages_in(folder: Path) -> list[Path]:
    """The packages of a folder, by name: every folder in it that holds one of the three files that each must have."""
    return sorted(one for one in folder.iterdir() if any((one / f"{name}.yaml").is_file() for name in SINGLE))


def checked(folder: Path, *, play: bool = True) -> PackageFolder:
    """A folder, read and checked; its findings say what is wrong. Without ``play`` its examples are not played."""
    found = read_folder(folder, house_rules_of(folder))
    found.others = _beside(folder)
    if found.package is not None:
        found.unapproved = unapproved(found.package)
        found.findings += check(found, play=play, today=clock.today())
    found.findings.sort()
    return found


def _beside(folder: Path) -> Others:
    """The packages of its own shelf, and those of the shelves of the house; each is read once."""

    @cache
    def other(slug: str) -> Definition | None:
        for shelf in (folder.parent, *reversed(settings.CATALOGUE_DIRS)):
            if is_slug(slug) and (shelf / slug).is_dir():
                package = read_folder(shelf / slug, house_rules_of(shelf / slug)).package
                return Definition(package) if package else None
        return None

    return other


def check_package(path: Path) -> list[Finding]:
    """What is wrong in a package, in French, with file and line; empty when it may be published."""
    return checked(Path(path)).findings


def read_package(path: Path, *, sound: bool = False) -> tuple[Package, OptionsFile]:
    """The package of a folder, and the dated values and rows it ships; with ``sound``, only one without errors.

    Raises PackageProblem when its files do not hold together.
    """
    found = checked(path, play=False) if sound else read_folder(path, house_rules_of(path))
    errors = [finding for finding in found.findings if finding.severity is Severity.ERROR]
    if found.package is None or (sound and errors):
        raise PackageProblem(errors)
    return found.package, found.shipped


def run_examples(of: Path | Definition) -> list[examples.ExampleResult]:
    """Play the example cases of a package, without a server. Raises PackageProblem when it cannot be read."""
    if isinstance(of, Definition):
        return examples.run_examples(of, held_rows(of.slug) if of.references else NO_ROWS)
    found = checked(Path(of), play=False)
    errors = [finding for finding in found.findings if finding.severity is Severity.ERROR]
    if found.package is None or errors:
        raise PackageProblem(errors)
    return examples.run_examples(Definition(found.package), found.known_rows)
