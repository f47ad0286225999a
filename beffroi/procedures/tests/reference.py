"""``python -m beffroi.procedures.tests.reference`` writes the reference pages again after a change of the schema."""

from __future__ import annotations

import json
import os
from pathlib import Path

DOCS = Path(__file__).resolve().parents[3] / "docs" / "reference"


def pages() -> dict[Path, str]:
    """Each page with what it must hold."""
    from beffroi.procedures.rules import reference

    schema = json.dumps(reference.json_schema(), indent=1, ensure_ascii=False, sort_keys=True)
    return {
        DOCS / "procedure-package.md": reference.package_reference(),
        DOCS / "expressions.md": reference.expressions_reference(),
        DOCS / "procedure-package.schema.json": schema + "\n",
    }


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for path, text in pages().items():
        path.write_text(text)
