"""The interface in Dutch, German and English: complete, compiled from what is committed, and nothing French left over."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import catalogues

from . import house

pytestmark = pytest.mark.once

LOCALE = house.CODE / "locale"
LANGUAGES = ("nl", "de", "en")

#: What a translation must keep: ``%(name)s``, ``%s``, ``{name}`` and tags.
_KEPT = re.compile(r"%\(\w+\)[-.\d]*[a-z]|%[sd]|\{\w*\}|</?\w[^>]*>")


def _catalogue(language: str, locale: Path = LOCALE) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str):
    entries = catalogues.read(_catalogue(language))

    assert [e.text for e in entries if not e.translations or not all(map(str.strip, e.translations))] == []
    assert [e.text for e in entries if "fuzzy" in e.flags] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_the_program_fills_in(language: str):
    wrong = [
        (text, translation)
        for entry in catalogues.read(_catalogue(language))
        for text, translation in zip(entry.texts, entry.translations, strict=True)
        if sorted(_KEPT.findall(text)) != sorted(_KEPT.findall(translation))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str, tmp_path: Path):
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check", "-o", compiled, _catalogue(language)], check=True)

    assert _catalogue(language).with_suffix(".mo").read_bytes() == compiled.read_bytes(), "make messages"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues as ``make messages`` would write them now, in a copy of the house."""
    copy = tmp_path_factory.mktemp("house")
    no_texts = shutil.ignore_patterns("tests", "static", "assets", "migrations", "__pycache__")
    for folder in ("beffroi", "config", "scripts"):
        shutil.copytree(house.ROOT / folder, copy / folder, ignore=no_texts)
    (copy / ".venv").symlink_to(house.ROOT / ".venv")
    subprocess.run(["scripts/messages"], cwd=copy, check=True, capture_output=True)
    return copy / "beffroi" / "locale"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_of_the_code_are_those_of_the_catalogue(language: str, collected: Path):
    def texts(locale: Path) -> set[tuple[str, str, str]]:
        return {(e.context, e.text, e.plural) for e in catalogues.read(_catalogue(language, locale))}

    assert sorted(texts(collected) ^ texts(LOCALE)) == [], "make messages, then translate"


def test_a_text_is_marked_by_a_name_that_the_collection_knows():
    """Another name for ``gettext`` than ``_`` is not collected: such a text would stay French in every language."""
    alias = re.compile(r"\b[nu]?p?gettext(?:_lazy|_noop)? as (\w+)")
    wrong = [
        f"{path.relative_to(house.ROOT)}: {name}"
        for path in house.CODE.rglob("*.py")
        for name in alias.findall(path.read_text())
        if name != "_"
    ]
    assert wrong == []
