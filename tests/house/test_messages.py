"""The interface in the other languages: complete, and compiled from what is committed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from . import house

pytestmark = pytest.mark.once

CATALOGUES = {
    language: house.CODE / f"locale/{language}/LC_MESSAGES/django.po" for language in ("nl", "de", "en")
}


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_text_is_translated(language: str):
    counted = subprocess.run(
        ["msgfmt", "--statistics", "--check-format", "-o", "/dev/null", CATALOGUES[language]],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )

    assert "untranslated" not in counted.stderr, counted.stderr
    assert "fuzzy" not in counted.stderr, counted.stderr
    assert counted.returncode == 0, counted.stderr


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_compiled_catalogue_is_the_written_one(language: str, tmp_path: Path):
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "-o", compiled, CATALOGUES[language]], check=True)

    assert CATALOGUES[language].with_suffix(".mo").read_bytes() == compiled.read_bytes(), "make messages"


def test_no_text_of_the_code_is_missing(tmp_path: Path):
    copy = tmp_path / "house"
    shutil.copytree(
        house.CODE,
        copy / "beffroi",
        ignore=shutil.ignore_patterns("tests", "static", "__pycache__", "assets"),
    )
    shutil.copytree(house.ROOT / "scripts", copy / "scripts")
    shutil.copytree(house.ROOT / "config", copy / "config", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / ".venv").symlink_to(house.ROOT / ".venv")

    subprocess.run(["scripts/messages"], cwd=copy, check=True, capture_output=True)

    late = {
        language: sorted(_texts(copy / path.relative_to(house.ROOT)) ^ _texts(path))
        for language, path in CATALOGUES.items()
    }
    assert late == {"nl": [], "de": [], "en": []}, "make messages"


def _texts(catalogue: Path) -> set[str]:
    listed = subprocess.run(
        ["msgattrib", "--no-obsolete", "--no-wrap", catalogue], capture_output=True, text=True
    )
    return {line for line in listed.stdout.splitlines() if line.startswith(("msgid", "msgctxt"))}
