"""Only public faces cross from one room to another."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import house

pytestmark = pytest.mark.once

FACE = ("actions", "queries", "policies", "events")
TYPES = "models"


def _crossings(path: Path) -> Iterator[tuple[ast.stmt, str, str, str]]:
    """Imports from another room: statement, room, what is entered first, and the name taken."""
    rooms = set(house.rooms()) - {house.package_of(path)}
    for node, module, name in house.imports(path):
        parts = module.split(".")
        if parts[0] != "beffroi" or len(parts) < 2 or parts[1] not in rooms:
            continue
        yield node, parts[1], parts[2] if len(parts) > 2 else name, name


def test_other_rooms_are_entered_by_their_face():
    wrong = [
        f"{house.place(path, node)} enters {room}.{entrance or '__init__'}"
        for path in house.sources()
        for node, room, entrance, _ in _crossings(path)
        if entrance not in (*FACE, TYPES)
    ]
    assert wrong == [], (
        "import actions, queries, policies or events of the other room (models only for a foreign key or a type); "
        "if its face lacks what you need, add it there"
    )


def test_the_tables_of_another_room_are_read_by_its_queries():
    wrong = []
    for path in house.sources():
        borrowed = {name for _, _, entrance, name in _crossings(path) if entrance == TYPES}
        wrong += [
            f"{house.place(path, node)} reads {node.value.id}.{node.attr}"
            for node in ast.walk(house.tree(path))
            if isinstance(node, ast.Attribute)
            and node.attr in ("objects", "_default_manager", "_base_manager")
            and isinstance(node.value, ast.Name)
            and node.value.id in borrowed
        ]
    assert wrong == [], "ask the other room's queries, or change its data by its actions"
