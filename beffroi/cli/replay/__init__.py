"""``beffroi demo-replay``: a year of a fictional commune, lived again through the verbs of the rooms."""

from __future__ import annotations

import argparse
import os

#: Lower than the web server and its worker: who tries the demonstration meanwhile comes first.
_NICENESS = 10


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that the demonstration starts by itself."""
    replay = commands.add_parser("demo-replay", help="rejouer une année de dossiers dans la démonstration")
    replay.add_argument(
        "--cases", type=int, default=1500, metavar="N", help="dossiers de l’année (%(default)s)"
    )
    replay.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Live the year, or what is left of it, until it is over or a signal stops it."""
    from .parts import live

    os.nice(_NICENESS)
    return live(chosen.cases)
