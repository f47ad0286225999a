"""``beffroi procedure import-publik``: the definitions of an e-guichet that runs today become packages."""

from __future__ import annotations

import argparse
from pathlib import Path

from .texts import complain, say


def register(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those about packages."""
    verb = verbs.add_parser(
        "import-publik", help="faire des paquets à partir des définitions d’un e-guichet (w.c.s., Publik)"
    )
    verb.add_argument(
        "files", metavar="FICHIER", nargs="+", type=Path, help="définition XML, ou dossier de définitions"
    )
    verb.add_argument("--out", metavar="DOSSIER", type=Path, required=True, help="où écrire les paquets")
    verb.add_argument(
        "--report", metavar="FICHIER", type=Path, help="écrire aussi le rapport en JSON dans ce fichier"
    )
    verb.add_argument(
        "--department", metavar="SERVICE", default="", help="service qui traite ces démarches (nom court)"
    )
    verb.set_defaults(run=import_publik)


def import_publik(chosen: argparse.Namespace) -> int:
    """Write the packages and say what was translated, adapted, and left to a person; 1 when nothing was written."""
    from beffroi.procedures import queries as procedures

    try:
        found = procedures.import_publik(
            chosen.files, chosen.out, report=chosen.report, department=chosen.department
        )
    except procedures.BadDefinition as bad:
        complain(f"{bad} Rien n’a été écrit.")
        return 1
    except procedures.FolderThere as there:
        complain(f"Un dossier « {there} » se trouve déjà dans {chosen.out}. Rien n’a été écrit.")
        return 1
    except OSError as error:
        complain(f"L’écriture a échoué ({error.strerror}). Rien n’a été écrit.")
        return 1
    say(found.report.as_text())
    for one in found.set_aside:
        say(f"Mis de côté : {one}")
    say(
        f"✓ {len(found.packages)} paquets dans {chosen.out}. Vérifiez-les : beffroi procedure check {chosen.out}"
    )
    return 0
