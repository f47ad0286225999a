"""Publishing whole shelves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refusals import require
from beffroi.procedures import policies
from beffroi.procedures.models import DraftVersion, Procedure
from beffroi.procedures.queries.packages import checked
from beffroi.procedures.rules.findings import Finding, PackageProblem
from beffroi.procedures.rules.reading import HOUSE as HOUSE_RULES
from beffroi.procedures.rules.reading import read_house

from .options import add_missing_options
from .versions import publish_checked, sound


@dataclass
class LoadReport:
    """What loading did: ``published`` and ``unchanged`` are names, ``problems`` findings by the name of the package.

    ``kept`` are procedures whose version in force was made at the desk: the shelf does not cover it.
    """

    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    options: int = 0
    rows: int = 0
    problems: dict[str, list[Finding]] = field(default_factory=dict)


def load_catalogue(paths: Sequence[Path], *, actor: Acting = HOUSE) -> LoadReport:
    """Publish every package of the shelves that is new or changed; loading again changes nothing.

    A later shelf (the commune's own) covers the packages of the same name before it. A broken package is reported and
    leaves its version in force untouched; the others are published. Raises Forbidden.
    """
    require(policies.may_publish, actor)
    report = LoadReport()
    _house_options(paths, actor, report)
    for folder in packages_on(paths):
        try:
            _load(folder, actor, report)
        except PackageProblem as problem:
            report.problems[folder.name] = problem.findings
    return report


def packages_on(paths: Sequence[Path]) -> list[Path]:
    """The package folders of the shelves, by name; a later shelf wins."""
    found = {
        folder.name: folder
        for shelf in paths
        for folder in sorted(Path(shelf).glob("*"))
        if _is_package(folder)
    }
    return [found[name] for name in sorted(found)]


def _is_package(folder: Path) -> bool:
    return (folder / "procedure.yaml").is_file()


def _house_options(paths: Sequence[Path], actor: Acting, report: LoadReport) -> None:
    for shelf in paths:
        if (Path(shelf) / HOUSE_RULES).is_file():
            try:
                values = read_house(Path(shelf) / HOUSE_RULES).values
            except PackageProblem as problem:
                report.problems[HOUSE_RULES] = problem.findings
                continue
            with transaction.atomic():
                report.options += add_missing_options(actor=actor, procedure=None, records=values)


def _load(folder: Path, actor: Acting, report: LoadReport) -> None:
    if Procedure.objects.filter(slug=folder.name, in_force__in=DraftVersion.made_here()).exists():
        report.kept.append(folder.name)
        return
    published = publish_checked(actor=actor, folder=sound(checked(folder)))
    report.options += published.options
    report.rows += published.rows
    (report.published if published.fresh else report.unchanged).append(folder.name)
