"""``beffroi setup``: install, or bring an installation to this version."""

from __future__ import annotations

import argparse
from contextlib import nullcontext

from .texts import say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that installs."""
    setup = commands.add_parser("setup", help="préparer la base de données, la commune et le catalogue")
    setup.set_defaults(run=install)


def install(chosen: argparse.Namespace) -> int:
    """Every step of an installation; safe to run at each upgrade."""
    from django.conf import settings

    from . import installation

    with nullcontext() if settings.DEBUG else installation.collecting_files():
        installation.prepare_database()
        installation.load_commune(settings.COMMUNE)
        installation.load_catalogue()
        installation.open_site()
    say("✓ L’installation est prête : beffroi run, et beffroi worker à côté.")
    return 0
