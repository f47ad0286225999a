"""A commune is data: no name, code or street of a shipped pack stands in code, styles or templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from beffroi.people.rules.packs import read_pack

CODE = {".py", ".html", ".txt", ".js", ".css", ".typ", ".toml", ".json"}
FOLDERS = ("beffroi", "config")
LEFT_OUT = {"tests", "node_modules", "locale", "__pycache__"}
PACKS = sorted(path.parent for path in (settings.ROOT / "communes").glob("*/commune.yaml"))


def words_of(pack: Path) -> set[str]:
    """What only this commune is called."""
    found = read_pack(pack)
    commune = found.commune
    sections = {section.name for section in commune.sections}
    streets = {row.street for row in found.streets}
    return {commune.name, commune.short_name, commune.nis, commune.bce} | sections | streets


def code() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((settings.ROOT / folder).rglob("*")):
            if path.suffix in CODE and not LEFT_OUT & set(path.parts):
                yield path


@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.name)
def test_the_code_has_never_heard_of(pack):
    wanted = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(words_of(pack))))
    heard = {
        f"{path.relative_to(settings.ROOT)}: {found.group()}"
        for path in code()
        for found in wanted.finditer(path.read_text(encoding="utf-8", errors="ignore"))
    }
    assert heard == set(), "move it to the pack: communes/"
