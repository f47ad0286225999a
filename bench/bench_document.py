"""What one certificate costs: rendering, against its limit of 25 ms; sealing, reported apart.

Every certificate is another one (names, code, QR code), so that no cache answers for typst. The kept process is warm, as
in a worker that runs. Time on the wall, and the CPU of the process that does the work.

    python -m bench.bench_document [--rounds 7] [--count 30]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.processes import cpu_seconds

LIMIT_MS = 25.0
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 12">'
    '<path d="M1 1h8v6L5 11 1 7z" fill="#0b4a6f"/></svg>'
)


def certificate(number: int) -> dict[str, Any]:
    """A household of four, a legal mention, a signature: an ordinary certificate."""
    persons = [
        [f"Prénom{n} Famille{number}", f"{n + 1} mars 19{number % 90 + 10}", "enfant"] for n in range(4)
    ]
    return {
        "reference": f"2026-{number:05}",
        "paragraphs": [f"Le ménage établi rue du Moulin {number} est composé des personnes suivantes."],
        "table": {
            "caption": "Personnes du ménage",
            "columns": ["Nom", "Naissance", "Lien"],
            "rows": persons,
        },
        "closing": ["Ce certificat est délivré sur demande de l’intéressé."],
        "legal": "Arrêté royal du 16 juillet 1992 relatif aux registres de la population.",
        "signatory": ["Pour l’Officier de l’état civil"],
    }


def composed(number: int) -> dict[str, Any]:
    """The certificate as the layout receives it."""
    from beffroi.documents.actions.rendering import compose
    from beffroi.lib.codes import new_code
    from beffroi.people.models import Organisation

    commune = Organisation(
        name="Commune d’essai", logo=LOGO, contact={"address": ["Place 1"]}, demonstration=True
    )
    return compose(
        commune, title="Composition de ménage", layout="certificate", data=certificate(number), language="fr",
        code=new_code(),
    )  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Milliseconds per document in one round: CPU of this process and its child, and time on the wall."""

    cpu: float
    wall: float


def rounds(work: Callable[[int], object], count: int, turns: int) -> list[Cost]:
    """What a document costs in each round."""
    return [cost(lambda n, turn=turn: work(turn * count + n), count) for turn in range(turns)]


def cost(work: Callable[[int], object], count: int) -> Cost:
    """CPU on average, time on the wall by the median."""
    cpu, walls = cpu_seconds(os.getpid()), []
    for n in range(count):
        start = time.perf_counter()
        work(n)
        walls.append(time.perf_counter() - start)
    return Cost((cpu_seconds(os.getpid()) - cpu) / count * 1000, statistics.median(walls) * 1000)


def said(costs: list[Cost]) -> str:
    """Median and spread."""
    cpu = [each.cpu for each in costs]
    wall = statistics.median(each.wall for each in costs)
    return (
        f"CPU {statistics.median(cpu):.1f} ms (de {min(cpu):.1f} à {max(cpu):.1f}), à l’horloge {wall:.1f} ms"
    )


def main() -> None:
    """Measure and print."""
    chosen = _arguments()
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as home:
        os.environ.update(BEFFROI_HOME=home, DJANGO_SETTINGS_MODULE="config.settings")
        import django

        django.setup()
        measure(Path(home), chosen.rounds, chosen.count)


def measure(home: Path, turns: int, count: int) -> None:
    """Render, then seal what was rendered."""
    from beffroi.documents.connectors import seal, typst
    from beffroi.documents.connectors.typst import renderer

    pages = [composed(n) for n in range(turns * count + 3)]
    for page in pages[-3:]:
        typst.render("certificate", page, at=AT)
    rendering = rounds(lambda n: typst.render("certificate", pages[n], at=AT), count, turns)

    seal.create_authority(home / "seal" / "commune", organisation="Commune d’essai", root_name="Essai")
    identity = seal.identity()
    pdf = typst.render("certificate", pages[0], at=AT)

    def sealed(_: int) -> bytes:
        prepared = seal.with_seal_field(pdf, spoken="Cachet")
        return seal.seal(prepared, identity, at=AT, reason="Essai", location="Essai")

    sealed(0)
    sealing = rounds(sealed, count, turns)
    renderer.stop()
    ratio = statistics.median(each.cpu for each in rendering) / LIMIT_MS
    verdict = "tenu" if ratio <= 1 else "dépassé"
    print(f"rendu d’un certificat : {said(rendering)}")
    print(f"  au plus {LIMIT_MS:.0f} ms, rapport {ratio:.2f} : {verdict}")
    print(f"cachet, compté à part : {said(sealing)} ; fichier de {len(sealed(0)) / 1000:.0f} ko")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=30, help="certificates per round")
    return parser.parse_args()


if __name__ == "__main__":
    main()
