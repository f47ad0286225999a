"""``beffroi catalogue load``: publish the procedures of the shelves."""

from __future__ import annotations

import argparse


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that loads the catalogue."""
    catalogue = commands.add_parser("catalogue", help="le catalogue des démarches").add_subparsers(
        metavar="VERBE", required=True
    )
    load = catalogue.add_parser("load", help="publier les démarches nouvelles ou modifiées")
    load.set_defaults(run=load_catalogue)


def load_catalogue(chosen: argparse.Namespace) -> int:
    """Publish what is new on the shelves."""
    from . import installation

    installation.load_catalogue()
    return 0
