"""Golden schemas: one file per fact and version, so that no stored payload changes shape in silence.

``python -m beffroi.journal.tests.golden`` writes the files that are missing, and never touches one that stands.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from beffroi.journal.events import Fact, registry

FOLDER = Path(__file__).parent / "golden"


def announced() -> list[type[Fact]]:
    """The facts of the rooms, without those that tests invent."""
    return [fact for fact in registry().values() if ".tests." not in fact.__module__]


def path_of(fact: type[Fact]) -> Path:
    return FOLDER / f"{fact.name}.v{fact.version}.json"


def text_of(fact: type[Fact]) -> str:
    return json.dumps(fact.schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write what is missing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for fact in announced():
        if not path_of(fact).exists():
            path_of(fact).write_text(text_of(fact))


if __name__ == "__main__":
    main()
