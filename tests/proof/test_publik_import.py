"""The e-guichets of real communes come in: how much is told, that every package stands, can be filled in and walked."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from beffroi.procedures.queries import check_package
from beffroi.procedures.rules.definition import Definition
from beffroi.procedures.rules.publik import Import, Verdict, read
from beffroi.procedures.rules.publik.writing import write
from beffroi.procedures.rules.reading import HOUSE, read_folder
from beffroi.procedures.tests import automatic
from beffroi.procedures.tests.factories import SHELF
from tests.support.shared import SHARED

pytestmark = [pytest.mark.proof, pytest.mark.once]

DEFINITIONS = SHARED / "peers" / "publik"
#: Seconds of processor for all files (issue 3).
LIMIT = 20


@pytest.fixture(scope="module")
def imported() -> Import:
    assert DEFINITIONS.is_dir(), f"no material at {DEFINITIONS}: set BEFFROI_SHARED"
    begun = time.process_time()
    found = read([DEFINITIONS])
    spent = time.process_time() - begun
    print(
        f"\n{len(found.packages)} packages from all definitions: {spent:.1f} s of processor (limit {LIMIT})"
    )
    assert spent <= LIMIT
    return found


@pytest.fixture(scope="module")
def shelf(imported: Import, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported") / "shelf"
    write(imported.packages, folder)
    shutil.copy(SHELF / HOUSE, folder / HOUSE)
    return folder


def _definitions(shelf: Path) -> dict[str, Definition]:
    found = {}
    for folder in sorted(one for one in shelf.iterdir() if one.is_dir()):
        read_ = read_folder(folder, shelf / HOUSE)
        assert read_.package is not None, read_.findings
        found[folder.name] = Definition(read_.package)
    return found


@pytest.mark.parametrize(("kind", "least"), [("field", 0.98), ("condition", 0.95), ("action", 0.90)])
def test_nearly_all_is_told(imported: Import, kind: str, least: float):
    counts = imported.report.counts()[kind]
    share = 1 - counts[Verdict.LEFT] / counts.total()
    print(f"\n{kind}: {share:.1%} of {counts.total()} {dict(counts)} (at least {least:.0%})")
    assert share >= least


@pytest.mark.django_db
def test_every_package_stands(shelf: Path):
    """Nothing is wrong in any; what a person has to write is said, and prevents publishing."""
    begun, errors, waiting = time.process_time(), [], 0
    folders = [one for one in sorted(shelf.iterdir()) if one.is_dir()]
    for folder in folders:
        findings = check_package(folder)
        errors += [f"{folder.name}/{one}" for one in findings if one.severity == "error"]
        waiting += any(one.severity == "unready" for one in findings)
    print(f"\n{len(folders)} packages checked in {time.process_time() - begun:.1f} s of processor")
    assert errors == []
    assert waiting == len(folders)


def test_a_citizen_fills_in_every_page_of_every_form(shelf: Path):
    """Pages that never show (their condition reads what lies elsewhere) are named."""
    missed = {}
    for name, definition in _definitions(shelf).items():
        open_pages = {page.name for page in definition.package.form.pages if page.when != "false"}
        lacking = open_pages - automatic.pages_filled_in(definition, walks=150)
        if lacking:
            missed[name] = {page: definition.pages[page].when for page in sorted(lacking)}
    reachable = {
        name: pages
        for name, found in missed.items()
        if (pages := {page: when for page, when in found.items() if "rows." not in when})
    }
    print(f"\npages that wait for a table of the commune: {missed}")
    assert reachable == {}, "\n".join(f"{n}: {p}" for n, p in reachable.items())


def test_an_explorer_takes_every_way_and_every_way_ends(shelf: Path):
    ways = 0
    for name, definition in _definitions(shelf).items():
        ways += len(automatic.ways_taken(definition))
        assert automatic.without_an_end(definition) == set(), name
    print(f"\n{ways} ways taken")
