"""What is installed is used, explained, and the same everywhere it is written."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions

import pytest

from . import house

pytestmark = pytest.mark.once

#: Used by name only: a database driver, a hasher, an application server's worker.
USED_BY_NAME = {"psycopg": "config/settings/database.py", "argon2-cffi": "config/settings/identity.py"}


def _wanted() -> dict[str, str]:
    """Requirements of base.in by normalised name."""
    lines = (house.ROOT / "requirements/base.in").read_text().splitlines()
    return {
        _normal(re.match(r"[\w.-]+", line).group()): line for line in lines if line and line[0] not in "#-"
    }


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_package_asks_for_what_is_locked():
    asked = tomllib.loads((house.ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert sorted(asked) == sorted(_wanted().values())


def test_every_dependency_is_used():
    roots = {
        module.split(".")[0]
        for path in [*house.sources(), *(house.ROOT / "config").rglob("*.py")]
        for _, module, _ in house.imports(path)
    }
    settings = "\n".join(path.read_text() for path in (house.ROOT / "config/settings").glob("*.py"))
    modules: dict[str, set[str]] = {}
    for module, distributions in packages_distributions().items():
        for name in distributions:
            modules.setdefault(_normal(name), set()).add(module)
    wrong = [
        name
        for name in _wanted()
        if name not in USED_BY_NAME
        and not any(module in roots or f'"{module}.' in settings for module in modules.get(name, ()))
    ]
    assert wrong == [], "remove it from requirements/base.in and pyproject.toml, then make lock"


def test_every_dependency_is_explained():
    record = (house.ROOT / "docs/decisions/0021-packaging-and-dependencies.md").read_text().lower()
    assert [name for name in _wanted() if f"| {name} |" not in record.replace(".", "-")] == [], (
        "add its line to record 0021"
    )


def test_the_version_is_said_once():
    version = re.search(r"^## (\d+\.\d+\.\d+)", (house.ROOT / "CHANGELOG.md").read_text(), re.M).group(1)
    public = (house.ROOT / "publiccode.yml").read_text()
    assert f"softwareVersion: {version}\n" in public, "publiccode.yml and CHANGELOG.md disagree"
    assert f"## {version}" in (house.ROOT / "UPGRADING.md").read_text()
