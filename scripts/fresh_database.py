"""Writes beffroi/cli/fresh.sql, a database as the migrations leave it (``make schema``, docs/decisions/0023)."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    """Run every migration on an empty file and keep what they left."""
    with tempfile.TemporaryDirectory(prefix="beffroi-schema-") as home:
        os.environ.update(
            BEFFROI_HOME=home, BEFFROI_DATABASE_URL="", DJANGO_SETTINGS_MODULE="config.settings"
        )
        import django

        django.setup()
        from django.core.management import call_command

        from beffroi.cli import fresh

        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        fresh.keep(sqlite3.connect(Path(home) / "beffroi.sqlite3"))
    print(f"→ {fresh.KEPT} ({fresh.KEPT.stat().st_size // 1000} ko)")


if __name__ == "__main__":
    main()
