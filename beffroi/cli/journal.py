"""``beffroi journal``: the facts, exported or verified."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path

from .texts import complain, say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about the journal."""
    journal = commands.add_parser("journal", help="le journal des faits").add_subparsers(
        metavar="VERBE", required=True
    )
    export = journal.add_parser("export", help="exporter les faits pour un outil d’analyse des processus")
    export.add_argument(
        "--format", choices=("xes", "ocel"), required=True, help="XES (IEEE 1849) ou OCEL 2.0"
    )
    export.add_argument("--out", type=Path, metavar="FICHIER", help="fichier à écrire (sinon la sortie)")
    export.set_defaults(run=export_facts)
    verify = journal.add_parser("verify", help="vérifier que la chaîne des faits est entière")
    verify.set_defaults(run=verify_chain)


def export_facts(chosen: argparse.Namespace) -> int:
    """Write every sealed fact in the format asked for."""
    from beffroi.journal import queries as journal

    write = journal.export_xes if chosen.format == "xes" else journal.export_ocel
    with chosen.out.open("wb") if chosen.out else nullcontext(sys.stdout.buffer) as stream:
        write(stream)
    return 0


def verify_chain(chosen: argparse.Namespace) -> int:
    """Recompute every hash; 1 when a fact was changed, removed or is missing."""
    from beffroi.journal import queries as journal

    report = journal.verify_chain()
    for fault in report.breaks:
        complain(f"Numéro {fault.number} : {fault.reason}")
    if report.strays:
        complain(f"Faits ni scellés ni en attente de l’être : {report.strays}")
    if not report.holds:
        return 1
    say(f"✓ {report.length} faits scellés, chaîne entière. Empreinte de tête : {report.head}")
    return 0
