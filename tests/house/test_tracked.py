"""What is committed belongs to no machine and to no commune."""

from __future__ import annotations

import json
import re

import pytest
from ruamel.yaml import YAML

from . import house

pytestmark = pytest.mark.once

_MACHINE = re.compile(r"(?<![\w.:/<{}*-])/(?:root|work|home/(?!user)\w+|Users/\w+)/")
#: Host names in two halves, so that this file does not name them either.
_HOSTS = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("deb", "debian"))
_REGISTRY = re.compile("|".join(rf"{left}\.{right}" for left, right in _HOSTS))


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in house.tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            lines = content.decode("utf-8", "replace").splitlines()
            found += [
                f"{path.relative_to(house.ROOT)}:{n}"
                for n, line in enumerate(lines, 1)
                if pattern.search(line)
            ]
    return found


def test_no_file_names_a_folder_of_one_machine():
    assert _lines_with(_MACHINE) == [], "write a relative path, or a setting"


def test_no_file_names_the_host_of_a_registry():
    assert _lines_with(_REGISTRY) == [], "pin by version and fingerprint; the client knows where it fetches"


def test_the_lock_of_node_has_no_addresses():
    packages = json.loads((house.ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_locked_versions_agree():
    def pins(name: str) -> dict[str, str]:
        return dict(
            re.findall(r"^([\w.-]+)==(\S+)", (house.ROOT / f"requirements/{name}.txt").read_text(), re.M)
        )

    tests, builder = pins("dev"), pins("build")
    assert {name: v for name, v in pins("base").items() if tests.get(name) != v} == {}, "make lock"
    assert {name: v for name, v in builder.items() if tests.get(name, v) != v} == {}, "make lock"


def test_the_code_names_no_commune():
    """Names of communes and sections are data of the packs; code only knows which pack is loaded by default."""
    names = _names_of_communes()
    assert names, "no pack in communes/"
    words = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names)))
    wrong = [
        f"{path.relative_to(house.ROOT)}:{number}: {found.group()}"
        for path in house.sources()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := words.search(line))
    ]
    assert wrong == [], "move it to communes/<slug>/"


def _names_of_communes() -> set[str]:
    names: set[str] = set()
    for path in (house.ROOT / "communes").glob("*/commune.yaml"):
        pack = YAML(typ="safe").load(path)
        names |= {path.parent.name, pack["name"]} | {section["name"] for section in pack.get("sections", [])}
    return {name for name in names if len(name) > 4}
