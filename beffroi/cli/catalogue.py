"""``beffroi catalogue load``: publish the procedures of the shelves that are new, propose those that changed."""

from __future__ import annotations

import argparse

from .procedure import visa_option


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that loads the catalogue."""
    catalogue = commands.add_parser("catalogue", help="le catalogue des démarches").add_subparsers(
        metavar="VERBE", required=True
    )
    load = catalogue.add_parser(
        "load", help="publier les démarches nouvelles, proposer celles qui ont changé"
    )
    visa_option(load)
    load.set_defaults(run=load_catalogue)


def load_catalogue(chosen: argparse.Namespace) -> int:
    """Take in what is new on the shelves."""
    from . import installation

    installation.load_catalogue(visa=chosen.visa.strip())
    return 0
