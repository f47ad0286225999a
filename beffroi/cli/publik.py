"""``beffroi procedure import-publik``: the definitions of an e-guichet that runs today become packages.

``import-publik-cases`` then brings in the cases that it handled.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EISDIR
from os import strerror
from pathlib import Path
from typing import Any

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
    cases = verbs.add_parser(
        "import-publik-cases", help="reprendre les dossiers exportés d’un e-guichet (w.c.s., Publik)"
    )
    cases.add_argument(
        "file", metavar="FICHIER", type=Path, help="export JSON (list?full=on), ou zip d’exports et de pièces"
    )
    cases.add_argument("--procedure", metavar="DÉMARCHE", required=True, help="démarche publiée ici")
    cases.add_argument(
        "--mapping",
        metavar="FICHIER",
        type=Path,
        help="ce que devient chaque ancien statut des dossiers en cours (YAML)",
    )
    cases.add_argument("--dry-run", action="store_true", help="dire ce qui serait fait, sans rien écrire")
    cases.add_argument(
        "--report", metavar="FICHIER", type=Path, help="écrire aussi le rapport en JSON dans ce fichier"
    )
    cases.set_defaults(run=import_cases)


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


def import_cases(chosen: argparse.Namespace) -> int:
    """Bring in the cases of an export and say what became of each; 1 when nothing was written."""
    from beffroi.cases import actions as cases
    from beffroi.lib.acting import HOUSE
    from beffroi.lib.refusals import NotFound

    try:
        with _report_at(chosen.report) as write:
            report = cases.import_cases(
                actor=HOUSE,
                path=chosen.file,
                procedure=chosen.procedure,
                mapping=chosen.mapping,
                dry_run=chosen.dry_run,
            )
            write(report.as_json())
    except cases.BadExport as bad:
        complain(f"{bad} Rien n’a été repris.")
        return 1
    except NotFound:
        complain(f"Aucune démarche « {chosen.procedure} » n’est publiée ici. Rien n’a été repris.")
        return 1
    except OSError as error:
        complain(
            f"L’écriture a échoué ({error.strerror}). Recommencez : ce qui est déjà repris ne change pas."
        )
        return 1
    say(report.as_text())
    return 0


@contextmanager
def _report_at(path: Path | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A place for the report that is sure before anything is imported, and holds nothing when the import fails."""
    if path is None:
        yield lambda report: None
        return
    if path.is_dir():
        raise IsADirectoryError(EISDIR, strerror(EISDIR), str(path))
    beside = path.with_name(f".{path.name}.import")
    try:
        with beside.open("w", encoding="utf-8", errors="replace") as out:
            yield lambda report: json.dump(report, out, ensure_ascii=False, indent=1)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
