"""Taking in whole shelves: what is new is published, what changed is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refusals import require
from beffroi.procedures import policies
from beffroi.procedures.models import DraftVersion, Procedure, ProcedureVersion, Proposal
from beffroi.procedures.queries.packages import checked
from beffroi.procedures.rules.findings import Finding, PackageProblem
from beffroi.procedures.rules.reading import HOUSE as HOUSE_RULES
from beffroi.procedures.rules.reading import PackageFolder, read_house

from .declaring import declare_connectors
from .options import add_missing_options
from .preparing import begin
from .proposals import propose
from .versions import publish_checked, sound
from .visas import VisaMissing


@dataclass
class LoadReport:
    """What loading did: ``published`` and ``unchanged`` are names, ``problems`` findings by the name of the package.

    ``proposed`` are procedures of which the shelf brought something new, that the commune has to publish; ``kept``
    those whose version in force is another than the shelf's, which says nothing new. ``waiting`` are new ones that
    the data protection officer has to see first: each is a version in preparation.
    """

    published: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    options: int = 0
    rows: int = 0
    problems: dict[str, list[Finding]] = field(default_factory=dict)


def load_catalogue(paths: Sequence[Path], *, actor: Acting = HOUSE, visa: str = "") -> LoadReport:
    """Publish every package of the shelves that the commune does not have, propose those that changed.

    What is in force stays so until the commune publishes; loading again changes nothing. A later shelf (the commune's
    own) covers the packages of the same name before it. A broken package is reported, the others are taken. What
    asks for the visa of the data protection officer waits for it as a version in preparation; ``visa`` is the
    reference of one given on paper for all of them. Raises Forbidden.
    """
    require(policies.may_publish, actor)
    report = LoadReport()
    _house_options(paths, actor, report)
    for folder in packages_on(paths):
        try:
            _load(folder, actor, report, visa)
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


def _load(folder: Path, actor: Acting, report: LoadReport, visa: str) -> None:
    found = checked(folder)
    declare_connectors(actor=actor, package=found.package)
    sound(found)
    held = Procedure.objects.filter(slug=found.slug).select_related("in_force").first()
    if held is None or held.in_force is None or held.in_force.fingerprint == found.fingerprint:
        _publish(found, actor, report, visa)
    elif not _known(held, found) and propose(actor=actor, procedure=held, folder=found):
        report.proposed.append(found.slug)
    else:
        report.kept.append(found.slug)


def _publish(found: PackageFolder, actor: Acting, report: LoadReport, visa: str) -> None:
    try:
        published = publish_checked(actor=actor, folder=found, visa=visa)
    except VisaMissing:
        (report.waiting if _await_visa(found, actor) else report.kept).append(found.slug)
        return
    report.options += published.options
    report.rows += published.rows
    (report.published if published.fresh else report.unchanged).append(found.slug)


@transaction.atomic
def _await_visa(found: PackageFolder, actor: Acting) -> bool:
    """A new package as a version in preparation; False once the commune dropped it, or changed it to its taste."""
    procedure, _created = Procedure.objects.get_or_create(slug=found.slug)
    if propose(actor=actor, procedure=procedure, folder=found):
        proposal = Proposal.objects.get(procedure=procedure, fingerprint=found.fingerprint)
        begin(actor, found.slug, found.canonical, proposal.options, None, proposal)
    open_drafts = DraftVersion.objects.filter(slug=found.slug, published_as=None)
    return any(bytes(draft.canonical) == found.canonical for draft in open_drafts)


def _known(held: Procedure, found: PackageFolder) -> bool:
    """Whether the commune has had this package already."""
    return ProcedureVersion.objects.filter(procedure=held, fingerprint=found.fingerprint).exists()
