"""``beffroi table``: the reference tables of the commune, out to a CSV file and in again."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from .texts import complain, say, table

_STEPS = (
    ("voted", "voted_on", "jour du vote du Conseil"),
    ("approved", "approved_on", "jour de la décision de la tutelle"),
    ("published", "published_on", "jour de la publication"),
    ("binds", "binds_on", "jour à partir duquel elle oblige"),
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about reference tables."""
    verbs = commands.add_parser("table", help="les tables de référence de la commune").add_subparsers(
        metavar="VERBE", required=True
    )
    shown = verbs.add_parser("list", help="les tables et le nombre de leurs lignes aujourd’hui")
    shown.set_defaults(run=show)

    out = verbs.add_parser("export", help="écrire les lignes d’une table dans un fichier CSV")
    _which(out)
    out.add_argument("--out", type=Path, metavar="FICHIER", help="où écrire (sinon à l’écran)")
    out.set_defaults(run=export)

    into = verbs.add_parser(
        "import", help="lire les lignes d’une table dans un fichier CSV ; une erreur, et rien ne change"
    )
    _which(into)
    into.add_argument(
        "file",
        type=Path,
        metavar="FICHIER",
        help="titres en première ligne : valeur, libellé, puis les colonnes",
    )
    into.add_argument("--from", dest="valid_from", type=date.fromisoformat, required=True, metavar="JOUR",
                      help="premier jour des lignes nouvelles ou changées, comme 2027-01-01")  # fmt: skip
    into.add_argument("--reference", default="", metavar="TEXTE", help="la décision qui les fixe")
    into.add_argument(
        "--whole", action="store_true", help="les lignes absentes du fichier finissent la veille"
    )
    into.add_argument("--fictional", action="store_true", help="ce sont des valeurs de démonstration")
    into.add_argument("--dry-run", action="store_true", help="dire ce qui changerait, sans rien changer")
    for option, name, said in _STEPS:
        into.add_argument(f"--{option}", dest=name, type=date.fromisoformat, metavar="JOUR", help=said)
    into.set_defaults(run=bring_in)


def _which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", help="le nom de la table")
    parser.add_argument(
        "--procedure", default="", metavar="DÉMARCHE", help="sa démarche (sinon toute la maison)"
    )


def show(chosen: argparse.Namespace) -> int:
    """Print every table with whose it is."""
    from beffroi.lib import clock
    from beffroi.procedures import queries as procedures

    held = procedures.tables_held(clock.today())
    lines = [(one.spec.key, one.slug or "toute la maison", str(one.count), one.spec.title) for one in held]
    say(table([("TABLE", "DÉMARCHE", "LIGNES", "TITRE"), *lines]) if lines else "Aucune table de référence.")
    return 0


def export(chosen: argparse.Namespace) -> int:
    """Write the rows of today."""
    from beffroi.lib import clock
    from beffroi.procedures import queries as procedures

    content = procedures.exported_rows(chosen.procedure, chosen.table, clock.today())
    if chosen.out is None:
        sys.stdout.buffer.write(content)
        return 0
    try:
        chosen.out.write_bytes(content)
    except OSError as error:
        complain(f"Le fichier « {chosen.out} » ne s’écrit pas : {error.strerror}.")
        return 1
    return 0


def bring_in(chosen: argparse.Namespace) -> int:
    """Import a file, or say what it would do; 1, with the lines, when something is wrong."""
    from beffroi.lib.acting import HOUSE
    from beffroi.procedures import actions
    from beffroi.procedures import queries as procedures

    try:
        with chosen.file.open("rb") as file:
            content = file.read(procedures.MAX_CSV_BYTES + 1)
    except OSError as error:
        complain(f"Le fichier « {chosen.file} » ne se lit pas : {error.strerror}.")
        return 1
    like = procedures.RowRecord(
        table=chosen.table,
        value="-",
        label="-",
        valid_from=chosen.valid_from,
        legal_reference=chosen.reference[:300],
        fictional=chosen.fictional,
        **{name: getattr(chosen, name) for _, name, _ in _STEPS},
    )
    plan = actions.import_rows(
        actor=HOUSE,
        slug=chosen.procedure,
        content=content,
        like=like,
        whole=chosen.whole,
        dry_run=chosen.dry_run,
    )
    if plan.problems:
        for problem in plan.problems:
            complain(str(problem))
        complain("Rien n’a changé.")
        return 1
    for sign, rows in (("+", plan.new), ("~", plan.changed), ("-", plan.ended)):
        for row in rows:
            say(f"{sign} {row.value} : {row.label}")
    counts = f"{len(plan.new)} nouvelles, {len(plan.changed)} changées, {len(plan.ended)} terminées"
    say(f"{counts}, {plan.unchanged} inchangées" + (" (rien n’a été écrit)." if chosen.dry_run else "."))
    return 0
