"""``beffroi commune load``: bring a commune's pack into the database."""

from __future__ import annotations

import argparse
from pathlib import Path


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that loads a pack."""
    commune = commands.add_parser("commune", help="le paquet de la commune").add_subparsers(
        metavar="VERBE", required=True
    )
    load = commune.add_parser(
        "load", help="charger ou recharger un paquet, sans écraser ce que le bureau a modifié"
    )
    load.add_argument("pack", metavar="PAQUET", help="nom d’un paquet fourni, ou dossier")
    load.set_defaults(run=load_pack)


def load_pack(chosen: argparse.Namespace) -> int:
    """Load one pack and print what it changed and what it left alone."""
    from beffroi.people import actions as people

    from . import installation
    from .texts import say

    folder = Path(chosen.pack)
    report = people.load_pack(folder if folder.is_dir() else installation.pack_folder(chosen.pack))
    say(str(report))
    return 0
