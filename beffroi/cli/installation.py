"""The steps that make an empty data folder a commune; each may be run again and then changes only what is new."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from beffroi.people import actions as people
from beffroi.procedures import actions as procedures

from . import fresh
from .texts import complain, say


def prepare_database() -> None:
    """Bring the tables to this version of the program."""
    say("→ Base de données")
    if fresh.is_fresh():
        if fresh.is_current():
            fresh.fill()
            return
        # An empty file has nothing to lose: the first migrations need not wait for the disk.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    connection.close()


@contextmanager
def collecting_files() -> Iterator[None]:
    """Gather style sheets, scripts and images under names that browsers may keep for ever, while the block runs.

    It takes as long as the migrations and touches none of their tables, so it is a process of its own.
    """
    say("→ Feuilles de style et images")
    command = [sys.executable, "-m", "django", "collectstatic", "--verbosity=0", "--no-input"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        code = process.wait()
    if code:
        raise SystemExit("✗ Les feuilles de style et les images n’ont pas pu être rassemblées.")


def load_commune(slug: str) -> None:
    """Load the commune's pack, never over what the desk has edited."""
    say(f"→ Paquet de la commune « {slug} »")
    people.load_pack(pack_folder(slug))


def open_site() -> None:
    """Build the first pages of the public site, unless it already stands."""
    say("→ Premières pages du site")
    call_command("open_site")


def load_catalogue(visa: str = "") -> None:
    """Publish the procedures that are new on the shelves, propose those that changed; a broken one is left aside.

    ``visa`` is the reference of the visa that the data protection officer gave on paper for the new ones.
    """
    say("→ Catalogue des démarches")
    report = procedures.load_catalogue(catalogue_folders(), visa=visa)
    for name in report.waiting:
        say(f"  « {name} » attend au bureau le visa du délégué à la protection des données.")
    if report.waiting:
        say("  Donné sur papier pour toutes : beffroi catalogue load --visa RÉFÉRENCE")
    for name in report.proposed:
        say(f"  « {name} » : version plus récente proposée au bureau ; celle en vigueur ne change pas.")
    for name, findings in report.problems.items():
        complain(f"Le paquet « {name} » n’est pas publié :")
        for finding in findings:
            complain(f"  {finding}")


def pack_folder(slug: str) -> Path:
    """The folder of a pack: the commune's own before the shipped one. Raises SystemExit when there is none."""
    for folder in reversed(settings.COMMUNES_DIRS):
        if (folder / slug / "commune.yaml").is_file():
            return Path(folder / slug)
    known = sorted(
        path.parent.name for folder in settings.COMMUNES_DIRS for path in folder.glob("*/commune.yaml")
    )
    raise SystemExit(f"✗ Aucun paquet « {slug} ». Paquets présents : {', '.join(known) or 'aucun'}.")


def catalogue_folders() -> list[Path]:
    """Every shelf that exists: the shipped one, then the commune's own."""
    return [folder for folder in settings.CATALOGUE_DIRS if folder.is_dir()]
