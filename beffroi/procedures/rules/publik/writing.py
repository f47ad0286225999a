"""Packages written to a folder: all of them, or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from beffroi.procedures.rules.writing import as_yaml

from .packages import Written


class FolderThere(Exception):
    """A folder of the name of a package is there already."""


def write(packages: Iterable[Written], out: Path) -> None:
    """Write each package in a folder of its own under ``out``, which must not hold one of the same name.

    Everything is written beside first, then moved: an import that fails half-way leaves nothing behind. The definitions
    are kept in ``source/``, which is not read as a part of the package. Raises FolderThere, OSError.
    """
    out.mkdir(parents=True, exist_ok=True)
    packages = list(packages)
    for one in packages:
        if (out / one.slug).exists():
            raise FolderThere(one.slug)
    with tempfile.TemporaryDirectory(dir=out, prefix=".import-") as folder:
        for one in packages:
            _one(one, Path(folder) / one.slug)
        for one in packages:
            shutil.move(Path(folder) / one.slug, out / one.slug)


def _one(package: Written, folder: Path) -> None:
    for name, data in package.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_yaml(data))
    kept = folder / "source"
    kept.mkdir(parents=True)
    for number, source in enumerate(package.sources, start=1):
        content = etree.tostring(source.root, encoding="utf-8", xml_declaration=True)
        (kept / f"{number}-{source.kind}.xml").write_bytes(content)
