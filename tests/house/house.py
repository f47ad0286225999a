"""The house as the tripwires see it: rooms, floors and source files, read from pyproject.toml and the disk."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "beffroi"
DOORS = ("website", "portal", "desk", "cli")
FURNITURE = ("ui", "lib")


@cache
def contracts() -> dict[str, dict]:
    """The import contracts by id."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {table["id"]: table for table in tables}


@cache
def floors() -> dict[str, int]:
    """Each package of ``beffroi`` with its height: 0 is the ground."""
    lines = reversed(contracts()["floors"]["layers"])
    return {name.strip(): height for height, line in enumerate(lines) for name in line.split("|")}


def rooms() -> list[str]:
    """The rooms, without doors, furniture and lib."""
    return [name for name in floors() if name not in DOORS + FURNITURE]


def sources(*packages: str) -> Iterator[Path]:
    """Python files of our packages that run in production: no tests, no migrations."""
    for package in packages or floors():
        for path in sorted((CODE / package).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.relative_to(CODE).parts):
                yield path


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed once."""
    return ast.parse(path.read_text(), str(path))


def package_of(path: Path) -> str:
    """The room or door that a source file belongs to."""
    return path.relative_to(CODE).parts[0]


def place(path: Path, node: ast.AST) -> str:
    """``file:line`` for a message."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def imports(path: Path) -> Iterator[tuple[ast.stmt, str, str]]:
    """Every absolute import: the statement, the module, and the name taken from it (empty for ``import x``)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node, node.module, alias.name) for alias in node.names)


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git knows or would add."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return tuple(
        path for name in listing.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()
    )
