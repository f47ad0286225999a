"""The import contracts catch what they are for: each is broken on purpose in a copy of the house."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from . import house

pytestmark = pytest.mark.once

#: What is broken: the file added to the copy, its text, and the contract that must name it.
BREAKS = {
    "a lower room imports a higher one": (
        "beffroi/journal/queries/broken.py",
        "import beffroi.cases.queries",
        "floors",
        "beffroi.journal.queries.broken -> beffroi.cases.queries",
    ),
    "a door imports another door": (
        "beffroi/portal/broken.py",
        "import beffroi.desk",
        "floors",
        "beffroi.portal.broken -> beffroi.desk",
    ),
    "a room has no floor": ("beffroi/bookings/__init__.py", "", "floors", "bookings"),
    "a rule reads a model": (
        "beffroi/cases/rules/broken.py",
        "import beffroi.cases.models",
        "rooms",
        "beffroi.cases.rules.broken -> beffroi.cases.models",
    ),
    "a room has a file of its own invention": ("beffroi/cases/helpers.py", "", "rooms", "helpers"),
    "the desk uses Wagtail": (
        "beffroi/desk/broken.py",
        "import wagtail.models",
        "wagtail",
        "beffroi.desk.broken -> wagtail",
    ),
    "procedures reaches payments": (
        "beffroi/procedures/broken.py",
        "import beffroi.payments.queries",
        "procedures",
        "beffroi.procedures.broken -> beffroi.payments.queries",
    ),
    "the furniture knows a room": (
        "beffroi/ui/broken.py",
        "import beffroi.people.queries",
        "ui",
        "beffroi.ui.broken -> beffroi.people.queries",
    ),
    "the website opens a dossier": (
        "beffroi/website/broken.py",
        "import beffroi.cases.queries",
        "website",
        "beffroi.website.broken -> beffroi.cases.queries",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python files of the house, nothing else."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(house.ROOT / "pyproject.toml", folder)
    for package in ("beffroi", "config"):
        for path in (house.ROOT / package).rglob("*.py"):
            target = folder / path.relative_to(house.ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return folder


def _verdict(folder: Path) -> str:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as lint; lint()",
        "--no-cache",
    ]
    found = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": ".", "COLUMNS": "250"}
    )
    return f"{found.returncode}\n{found.stdout}{found.stderr}"


def test_the_house_stands(copy: Path):
    assert _verdict(copy).startswith("0\n"), f"run .venv/bin/lint-imports\n{_verdict(copy)}"


@pytest.mark.parametrize("what", BREAKS)
def test_a_break_is_caught_and_named(copy: Path, what: str):
    where, text, contract, named = BREAKS[what]
    path = copy / where
    made = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n")
    try:
        verdict = _verdict(copy)
    finally:
        shutil.rmtree(path.parent) if made else path.unlink()
    assert verdict.startswith("1\n"), f"nothing was caught:\n{verdict}"
    assert f"{house.contracts()[contract]['name']} BROKEN" in verdict
    assert named in verdict
