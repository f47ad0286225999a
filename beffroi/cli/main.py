"""Entry of the ``beffroi`` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from . import (
    agent,
    catalogue,
    commune,
    demo,
    environment,
    jobs,
    journal,
    options,
    procedure,
    reference,
    replay,
    run,
    setup,
    texts,
)

SUBJECTS = (demo, replay, setup, run, commune, agent, catalogue, procedure, reference, journal, jobs, options)


def parser() -> argparse.ArgumentParser:
    """Every command and option, also the source of docs/reference/commands.md."""
    made = argparse.ArgumentParser(
        prog="beffroi",
        description="Beffroi, la maison communale numérique ouverte.",
        epilog="La configuration se lit dans l’environnement : beffroi config.",
    )
    made.add_argument("--home", type=Path, metavar="DOSSIER", help="dossier des données (sinon BEFFROI_HOME)")
    made.set_defaults(needs_django=True, needs_website=True)
    commands = made.add_subparsers(title="commandes", metavar="COMMANDE", required=True)
    for subject in SUBJECTS:
        subject.register(commands)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked, 1 when it was refused, 2 for a wrong call."""
    texts.speak_french()
    chosen = parser().parse_args(arguments)
    if chosen.home:
        os.environ["BEFFROI_HOME"] = str(chosen.home)
    try:
        return _run(chosen)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(chosen: argparse.Namespace) -> int:
    if not chosen.needs_django:
        return int(chosen.run(chosen))
    environment.start_django(website=chosen.needs_website)
    from beffroi.lib.refusals import Refusal

    try:
        return int(chosen.run(chosen))
    except Refusal as refusal:
        texts.complain(str(refusal))
        return 1


if __name__ == "__main__":
    sys.exit(main())
