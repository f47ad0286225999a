"""``beffroi procedure``: what is done with a package, in the words of the officer who wrote it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from . import publik
from .texts import complain, say

if TYPE_CHECKING:
    from beffroi.procedures.queries import ExampleResult, Finding, OptionsFile, Package

#: What `export` writes (`EXPORT_FORMATS` of procedures, said before Django starts).
FORMATS = ("bpmn", "svg", "schema", "schema-org", "cpsv-ap")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands about packages."""
    procedure = commands.add_parser("procedure", help="un paquet de démarche").add_subparsers(
        metavar="VERBE", required=True
    )
    for name, words, run in (
        ("check", "vérifier un paquet, ou tous ceux d’un dossier", check),
        ("test", "jouer les cas d’exemple d’un paquet, ou de tous ceux d’un dossier", test),
    ):
        verb = procedure.add_parser(name, help=words)
        verb.add_argument(
            "package",
            metavar="PAQUET",
            help="nom d’une démarche du catalogue, dossier, ou dossier de paquets",
        )
        verb.set_defaults(run=run, needs_website=False)
    publik.register(procedure)
    diff_ = procedure.add_parser("diff", help="dire ce qui a changé entre deux paquets ou versions")
    for name, words in (("before", "AVANT"), ("after", "APRÈS")):
        diff_.add_argument(
            name,
            metavar=words,
            help="nom d’une démarche du catalogue, dossier, ou version publiée (nom@numéro)",
        )
    diff_.set_defaults(run=diff)
    export_ = procedure.add_parser(
        "export", help="écrire un paquet dans un format d’échange : circuit, schéma, description"
    )
    export_.add_argument(
        "package", metavar="PAQUET", help="nom d’une démarche du catalogue, dossier, ou version (nom@numéro)"
    )
    export_.add_argument(
        "--format",
        required=True,
        choices=FORMATS,
        help="circuit en BPMN 2.0 ou en image SVG ; JSON Schema des paquets ; description en JSON-LD",
    )
    export_.add_argument("--out", type=Path, metavar="FICHIER", help="fichier à écrire (sinon la sortie)")
    export_.set_defaults(run=export)
    preview_ = procedure.add_parser("preview", help="écrire un aperçu d’un paquet, à lire sans serveur")
    preview_.add_argument(
        "package", metavar="PAQUET", help="nom d’une démarche du catalogue, dossier, ou version (nom@numéro)"
    )
    preview_.add_argument(
        "--out", type=Path, required=True, metavar="DOSSIER", help="dossier où écrire les pages"
    )
    preview_.add_argument(
        "--paper", action="store_true", help="avec le formulaire sur une seule page, à imprimer"
    )
    preview_.set_defaults(run=preview)
    publish_ = procedure.add_parser("publish", help="mettre un paquet en vigueur dans la commune")
    publish_.add_argument("package", metavar="PAQUET", help="nom d’une démarche du catalogue, ou dossier")
    visa_option(publish_)
    publish_.set_defaults(run=publish)


def visa_option(verb: argparse.ArgumentParser) -> None:
    """Where the visa of the data protection officer was given on paper."""
    verb.add_argument(
        "--visa",
        default="",
        metavar="RÉFÉRENCE",
        help="référence du visa donné sur papier par le délégué à la protection des données",
    )


# --- checking and testing


def check(chosen: argparse.Namespace) -> int:
    """Print each finding with its file and line; 1 when one of them forbids publication."""
    from beffroi.procedures import queries as procedures

    shelf = _shelf(chosen.package)
    if shelf:
        return _many(shelf, lambda folder: _checked(procedures.check_package(folder)))
    findings = procedures.check_package(_folder(chosen.package))
    _print(findings)
    if _errors(findings):
        complain("Ce paquet ne peut pas être publié.")
        return 1
    if any(finding.prevents for finding in findings):
        say("✓ Le paquet se tient ; complétez-le avant de le publier.")
        return 0
    say("✓ Le paquet est en ordre.")
    return 0


def _checked(findings: Sequence[Finding]) -> _Verdict:
    counts = Counter(finding.severity.value for finding in findings)
    words = [
        _count(counts["error"], "erreur"),
        _count(counts["unready"], "point") + " à compléter" if counts["unready"] else "",
        _count(counts["warning"], "avertissement"),
        _count(counts["note"], "écart"),
    ]
    return _Verdict(
        not counts["error"], ", ".join(filter(None, words)) or "en ordre", list(map(str, findings))
    )


def test(chosen: argparse.Namespace) -> int:
    """Play the example cases; 1 when one does not go as written, or the package cannot be read."""
    from beffroi.procedures import queries as procedures

    shelf = _shelf(chosen.package)
    if shelf:
        return _many(shelf, _played)
    try:
        results = procedures.run_examples(_folder(chosen.package))
    except procedures.PackageProblem as problem:
        _print(problem.findings)
        complain("Ce paquet ne peut pas être essayé : corrigez-le d’abord.")
        return 1
    for line in _lines(results) or ["Ce paquet n’a pas d’exemple : écrivez-en un dans tests/."]:
        say(line)
    return 0 if all(result.passed for result in results) else 1


def _played(folder: Path) -> _Verdict:
    from beffroi.procedures import queries as procedures

    try:
        results = procedures.run_examples(folder)
    except procedures.PackageProblem as problem:
        return _Verdict(False, "à corriger d’abord", list(map(str, problem.findings)))
    failed = [result for result in results if not result.passed]
    words = f"{len(results) - len(failed)} cas d’exemple sur {len(results)}"
    return _Verdict(not failed, words, _lines(failed))


def _lines(results: Sequence[ExampleResult]) -> list[str]:
    return [
        line
        for result in results
        for line in (
            f"{'✓' if result.passed else '✗'} {result.name}",
            *(f"    {difference}" for difference in result.differences),
        )
    ]


# --- comparing


def diff(chosen: argparse.Namespace) -> int:
    """Print what changed, place by place; 1 when one of the two cannot be read."""
    from beffroi.procedures import queries as procedures

    try:
        before, old_values = _named(chosen.before)
        after, new_values = _named(chosen.after)
    except procedures.PackageProblem as problem:
        _print(problem.findings)
        complain("Ce paquet ne se lit pas : corrigez-le d’abord.")
        return 1
    changes = procedures.differences(before, after)
    if old_values is not None and new_values is not None:
        changes += procedures.option_differences(old_values, new_values)
    shown: tuple[str, ...] = ()
    for change in changes:
        place = change.where[:-1]
        if place != shown:
            say(" › ".join(place) or "paquet")
        shown = place
        say(f"  {change.sign} {change.words}")
        for detail in change.details:
            say(f"      {detail}")
    say(_count(len(changes), "changement") + "." if changes else "Aucune différence.")
    return 0


def _named(name: str, *, sound: bool = False) -> tuple[Package, OptionsFile | None]:
    """A package by its name, with the dated values and rows that its folder ships; a published version has none."""
    from beffroi.lib.figures import whole
    from beffroi.lib.refusals import NotFound
    from beffroi.procedures import queries as procedures

    slug, at, number = name.rpartition("@")
    if not at or Path(name).is_dir():
        return procedures.read_package(_folder(name), sound=sound)
    try:
        version = procedures.version_of(slug, whole(number) or 0)
    except NotFound:
        raise SystemExit(f"✗ Aucune version « {number} » de « {slug} » n’est publiée ici.") from None
    return procedures.definition(version.pk).package, None


# --- exporting


def export(chosen: argparse.Namespace) -> int:
    """Write a package in the format asked for; 1 when it cannot be read or written."""
    from beffroi.procedures import queries as procedures

    try:
        package, shipped = _named(chosen.package, sound=True)
    except procedures.PackageProblem as problem:
        _print(problem.findings, sys.stderr)
        complain("Ce paquet ne s’exporte pas : corrigez-le d’abord.")
        return 1
    options = None if shipped is None else _in_force(shipped)
    content = procedures.exported(procedures.Definition(package), chosen.format, options)
    try:
        with chosen.out.open("wb") if chosen.out else nullcontext(sys.stdout.buffer) as stream:
            stream.write(content)
    except OSError as error:
        complain(f"Le fichier « {chosen.out} » ne s’écrit pas : {error.strerror}.")
        return 1
    return 0


def preview(chosen: argparse.Namespace) -> int:
    """Write the pages; 1 when the package cannot be read or the folder not written."""
    from beffroi.lib import clock
    from beffroi.procedures import queries as procedures

    from .preview import write

    try:
        package, shipped = _named(chosen.package, sound=True)
    except procedures.PackageProblem as problem:
        _print(problem.findings)
        complain("Ce paquet ne se montre pas : corrigez-le d’abord.")
        return 1
    definition = procedures.Definition(package)
    today = clock.today()
    values = procedures.options_on(definition.slug, today) if shipped is None else _in_force(shipped)
    rows = (
        procedures.references_on(definition.slug, today)
        if shipped is None
        else procedures.rows_on(shipped.rows, today)
    )
    try:
        first = write(
            chosen.out,
            definition,
            procedures.whole_package(definition, values, rows),
            values,
            paper=chosen.paper,
        )
    except OSError as error:
        complain(f"Le dossier « {chosen.out} » ne s’écrit pas : {error.strerror}.")
        return 1
    say(f"✓ Ouvrez {first.resolve()} dans un navigateur.")
    return 0


def _in_force(shipped: OptionsFile) -> dict[str, Any]:
    """The values that a folder ships, as they stand today."""
    from beffroi.lib import clock
    from beffroi.procedures import queries as procedures

    return procedures.values_on(shipped.values, clock.today())


# --- publishing


def publish(chosen: argparse.Namespace) -> int:
    """Put a package in force; 1, with what is wrong, when it cannot be."""
    from beffroi.lib.acting import HOUSE
    from beffroi.procedures import actions as publishing
    from beffroi.procedures import queries as procedures

    try:
        published = publishing.publish_version(
            actor=HOUSE, path=_folder(chosen.package), visa=chosen.visa.strip()
        )
    except publishing.VisaMissing as refusal:
        complain(str(refusal))
        for reason in refusal.state.reasons:
            complain(f"  {reason}")
        complain("Préparez-la au bureau pour qu’il la voie, ou donnez la référence de son visa : --visa.")
        return 1
    except procedures.PackageProblem as problem:
        _print(problem.findings)
        complain("Ce paquet n’est pas publié : corrigez-le d’abord.")
        return 1
    version = published.version
    state = "est en vigueur" if published.fresh else "était déjà en vigueur"
    say(f"✓ {version.procedure.slug}, version {version.number}, {state}.")
    say(f"  Empreinte : {version.fingerprint}")
    if published.options:
        say(f"  Valeurs d’options ajoutées : {published.options}")
    return 0


# --- packages and their folders


@dataclass(frozen=True)
class _Verdict:
    """What is said of one package among others."""

    passed: bool
    words: str
    details: Sequence[str] = field(default_factory=tuple)


def _many(folders: Sequence[Path], judge: Callable[[Path], _Verdict]) -> int:
    """A line per package, with what is wrong below it, and the count; 1 when one does not pass."""
    failed = 0
    for folder in folders:
        verdict = judge(folder)
        failed += not verdict.passed
        say(f"{'✓' if verdict.passed else '✗'} {folder.name} : {verdict.words}")
        for detail in verdict.details:
            say(f"    {detail}")
    say(f"{_count(len(folders), 'paquet')}, {_count(failed, 'refusé') or 'aucun refusé'}.")
    return 1 if failed else 0


def _shelf(name: str) -> list[Path]:
    """The packages of a folder of packages; none when the name is that of one package."""
    from beffroi.procedures import queries as procedures

    folder = Path(name)
    if not folder.is_dir() or (folder / "procedure.yaml").is_file():
        return []
    return procedures.packages_in(folder)


def _folder(name: str) -> Path:
    from . import installation

    if Path(name).is_dir():
        return Path(name).resolve()
    for shelf in reversed(installation.catalogue_folders()):
        if (shelf / name).is_dir():
            return shelf / name
    raise SystemExit(f"✗ Aucun paquet « {name} » dans le catalogue.")


def _errors(findings: Sequence[Finding]) -> int:
    return sum(finding.severity == "error" for finding in findings)


def _print(findings: Sequence[Finding], where: TextIO | None = None) -> None:
    for finding in findings:
        print(finding, file=where, flush=True)


def _count(number: int, word: str) -> str:
    """« 2 erreurs », or nothing when there is none."""
    return f"{number} {word}{'s' if number > 1 else ''}" if number else ""
