"""``beffroi procedure``: checking and testing a package, in the words of the officer who wrote it."""

from __future__ import annotations

import argparse
from pathlib import Path

from .texts import complain, say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about one package."""
    procedure = commands.add_parser("procedure", help="un paquet de démarche").add_subparsers(
        metavar="VERBE", required=True
    )
    for name, words, run in (
        ("check", "vérifier un paquet", check),
        ("test", "jouer ses cas d’exemple", test),
    ):
        verb = procedure.add_parser(name, help=words)
        verb.add_argument("package", metavar="PAQUET", help="nom d’une démarche du catalogue, ou dossier")
        verb.set_defaults(run=run)


def check(chosen: argparse.Namespace) -> int:
    """Print each finding with its file and line; 1 when one of them forbids publication."""
    from beffroi.procedures import queries as procedures

    findings = procedures.check_package(_folder(chosen.package))
    for finding in findings:
        say(str(finding))
    if any(finding.severity == "error" for finding in findings):
        complain("Ce paquet ne peut pas être publié.")
        return 1
    if any(finding.prevents for finding in findings):
        say("✓ Le paquet se tient ; complétez-le avant de le publier.")
        return 0
    say("✓ Le paquet est en ordre.")
    return 0


def test(chosen: argparse.Namespace) -> int:
    """Play the example cases of the package; 1 when one does not go as written."""
    from beffroi.procedures import queries as procedures

    results = procedures.run_examples(_folder(chosen.package))
    for result in results:
        say(f"{'✓' if result.passed else '✗'} {result.name}")
        for difference in result.differences:
            say(f"    {difference}")
    return 0 if all(result.passed for result in results) else 1


def _folder(name: str) -> Path:
    from . import installation

    if Path(name).is_dir():
        return Path(name)
    for shelf in installation.catalogue_folders():
        if (shelf / name).is_dir():
            return shelf / name
    raise SystemExit(f"✗ Aucun paquet « {name} » dans le catalogue.")
