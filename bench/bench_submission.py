"""What a complete submission costs in CPU of the server processes, beside a plain Django wizard (bench/floor).

A form of three pages with one file, check, submit, receipt. Both sides run behind granian with one worker and the same
options, on the same kind of database; they are measured in interleaved rounds over loopback by the same client, which
reads each page's form and fills it in. The floor's pages are padded to the bytes that Beffroi sends.

    python -m bench.bench_submission [--rounds 7] [--count 40] [--postgres postgresql://…/beffroi postgresql://…/floor]
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from bench.browser import Browser, Response, Upload, form_of
from bench.processes import cpu_seconds, free_port, running

ROOT = Path(__file__).resolve().parents[1]
FLOOR = ROOT / "bench" / "floor"
EMAIL, PASSWORD = "mesure@example.org", "un long mot de passe de mesure"
TARGET = 2.0
#: Granian's blocking threads, the same on both sides.
THREADS = "1"
#: What is shown after the first page, each in answer to the form before it.
STEPS = ("page2", "page3", "check", "receipt")
#: The procedure of bench/commune/catalogue, for this measure only.
SLUG = "mesure-de-depot"


class Lost(SystemExit):
    """The client met a page that it did not expect."""


@dataclass
class Walk:
    """What one submission met: requests made, and the size of each page by step."""

    requests: int = 0
    sizes: dict[str, int] = field(default_factory=dict)

    def met(self, page: Response, step: str) -> Response:
        """Count a page; it must be there."""
        if page.status != 200:
            raise Lost(f"{step}: {page.status} at {page.url}")
        self.requests += page.requests
        self.sizes[step] = len(page.body.encode())
        return page


@dataclass
class Side:
    """One of the two: where to sign in and start, and what to answer; the walk is the same for both."""

    name: str
    login: str
    start: str
    answers: Mapping[str, str]
    uploads: Mapping[str, Upload]
    credentials: Mapping[str, str]
    receipt: str
    port: int = 0
    pid: int = 0

    def signed_in(self) -> Browser:
        """A visitor with a session."""
        browser = Browser(self.port)
        page = browser.get(self.login)
        form = form_of(page.body)
        if form is None:
            raise Lost(f"{self.name}: no sign-in form at {self.login}")
        if (after := browser.submit(page, form, self.credentials)).status != 200:
            raise Lost(f"{self.name}: sign-in answered {after.status}")
        return browser

    def drafts(self, browser: Browser, count: int) -> list[str]:
        """Begin so many requests; the addresses of their first pages. Not part of the measure."""
        return [self._begun(browser) for _ in range(count)]

    def submission(self, browser: Browser, first: str) -> Walk:
        """Three pages, check, receipt: each form is sent, and the page that follows is fetched."""
        walk = Walk()
        page = walk.met(browser.get(first), "page1")
        for step in STEPS:
            form = form_of(page.body)
            if form is None:
                raise Lost(f"{self.name}: no form before {step}, at {page.url}")
            page = walk.met(browser.submit(page, form, self.answers, self.uploads), step)
        if self.receipt not in page.body:
            raise Lost(f"{self.name}: no receipt at {page.url}")
        return walk

    def cost(self, browser: Browser, count: int) -> float:
        """CPU seconds of the server for one submission, over ``count`` of them."""
        drafts = self.drafts(browser, count)
        before = cpu_seconds(self.pid)
        for first in drafts:
            self.submission(browser, first)
        return (cpu_seconds(self.pid) - before) / count

    def _begun(self, browser: Browser) -> str:
        page = browser.get(self.start)
        form = form_of(page.body)
        if form is None:
            raise Lost(f"{self.name}: nothing starts at {page.url}")
        return browser.submit(page, form, {}).url


def a_scan() -> Upload:
    """A JPEG of about 300 kB, as a telephone makes of a paper."""
    noise = Image.effect_noise((900, 1200), 60).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=60)
    return "attestation.jpg", out.getvalue()


#: The same person and the same request on both sides; a field that a side does not ask is not sent.
ANSWERS = {
    "given_names": "Léa",
    "family_name": "Dubois",
    "birth_date": "1990-04-12",
    "email": EMAIL,
    "phone": "0470 00 00 00",
    "street": "Rue du Test",
    "house_number": "12",
    "postal_code": "1300",
    "locality": "Wavre",
    "purpose": "school",
    "copies": "1",
    "delivery": "space",
    "remarks": "Merci d’avance.",
    "honour": "on",
}


def beffroi_side() -> Side:
    """The portal, with the procedure of bench/commune/catalogue: the same three pages as the floor's."""
    born = dict(zip(("year", "month", "day"), ANSWERS["birth_date"].split("-"), strict=True))
    return Side(
        name="beffroi",
        login="/compte/connexion/",
        start=f"/demarches/{SLUG}/",
        answers={**ANSWERS, **{f"birth_date-{part}": value for part, value in born.items()}, "honour": "yes"},
        uploads={"evidence": a_scan()},
        credentials={"login": EMAIL, "password": PASSWORD},
        receipt="Votre demande est envoyée",
    )


def floor_side() -> Side:
    """The plain wizard."""
    return Side(
        name="plancher",
        login="/login/",
        start="/",
        answers=ANSWERS,
        uploads={"evidence": a_scan()},
        credentials={"username": EMAIL, "password": PASSWORD},
        receipt="Demande reçue",
    )


@contextmanager
def beffroi_running(home: Path, database: str) -> Iterator[tuple[int, int]]:
    """Beffroi as an operator runs it, without its worker; gives port and process id."""
    port = free_port()
    env = {
        "BEFFROI_HOME": str(home),
        "BEFFROI_DATABASE_URL": database,
        "BEFFROI_BASE_URL": f"http://127.0.0.1:{port}",
        "BEFFROI_EXTRA_DIR": str(ROOT / "bench" / "commune"),
        "BEFFROI_THREADS": THREADS,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = str(Path(sys.executable).parent / "beffroi")
    subprocess.run(
        [command, "setup"], check=True, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.DEVNULL
    )
    create = f"from beffroi.people.actions import create_account; create_account({EMAIL!r}, {PASSWORD!r}, verified=True)"
    _python(["manage.py", "shell", "-v0", "-c", create], env, ROOT)
    with running([command, "run", "--port", str(port)], port=port, env=env, cwd=ROOT) as pid:
        yield port, pid


@contextmanager
def floor_running(home: Path, database: str, sizes: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """The floor with a database and a user, its pages as heavy as ``sizes``; gives port and process id."""
    env = {
        "FLOOR_HOME": str(home),
        "FLOOR_DATABASE_URL": database,
        "FLOOR_SIZES": json.dumps(dict(sizes)),
        "DJANGO_SETTINGS_MODULE": "wizard.settings",
    }
    _python(["manage.py", "migrate", "-v0"], env, FLOOR)
    create = f"from django.contrib.auth.models import User; User.objects.create_user({EMAIL!r}, {EMAIL!r}, {PASSWORD!r})"
    _python(["manage.py", "shell", "-v0", "-c", create], env, FLOOR)
    port = free_port()
    with running([sys.executable, "serve.py", str(port), THREADS], port=port, env=env, cwd=FLOOR) as pid:
        yield port, pid


def _python(arguments: list[str], env: Mapping[str, str], cwd: Path) -> None:
    subprocess.run([sys.executable, *arguments], check=True, cwd=cwd, env={**os.environ, **env})


def main() -> None:
    """Measure and say."""
    chosen = _arguments()
    beffroi, floor = beffroi_side(), floor_side()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="beffroi-bench-")))
        databases = chosen.postgres or ("", "")
        beffroi.port, beffroi.pid = stack.enter_context(beffroi_running(home / "beffroi", databases[0]))
        visitor = beffroi.signed_in()
        walk = beffroi.submission(visitor, beffroi.drafts(visitor, 1)[0])
        floor.port, floor.pid = stack.enter_context(floor_running(home / "floor", databases[1], walk.sizes))
        plain = floor.signed_in()
        same_bytes(walk, floor.submission(plain, floor.drafts(plain, 1)[0]))
        pairs = [((beffroi, visitor), (floor, plain)), ((floor, plain), (beffroi, visitor))]
        for side, browser in pairs[0]:
            side.cost(browser, 5)  # both warm
        rounds = []
        for number in range(chosen.rounds):
            costs = {side.name: side.cost(browser, chosen.count) for side, browser in pairs[number % 2]}
            rounds.append((costs[beffroi.name], costs[floor.name]))
    report(rounds, walk)


def same_bytes(walk: Walk, peer: Walk) -> None:
    """Refuse to compare pages of different weight, or ways of different length."""
    for step, size in walk.sizes.items():
        if not size <= peer.sizes[step] <= size * 1.02:
            raise Lost(f"{step}: {size} bytes against {peer.sizes[step]}")
    if walk.requests != peer.requests:
        raise Lost(f"{walk.requests} requests against {peer.requests}")


def report(rounds: list[tuple[float, float]], walk: Walk) -> None:
    """Milliseconds and ratio of each round, then the median with the spread."""
    print(
        f"un dépôt complet : {walk.requests} requêtes HTTP, {sum(walk.sizes.values()) / 1000:.0f} ko de pages"
    )
    ratios = [ours / theirs for ours, theirs in rounds]
    for number, ((ours, theirs), ratio) in enumerate(zip(rounds, ratios, strict=True), 1):
        print(
            f"  tour {number} : beffroi {ours * 1000:6.1f} ms   plancher {theirs * 1000:6.1f} ms   rapport {ratio:.2f}"
        )
    median = statistics.median(ratios)
    verdict = "tenu" if median <= TARGET else "dépassé"
    print(
        f"rapport médian {median:.2f} (de {min(ratios):.2f} à {max(ratios):.2f}), au plus {TARGET:.1f} : {verdict}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=40, help="submissions per round and side")
    parser.add_argument(
        "--postgres", nargs=2, metavar=("OURS", "FLOORS"), help="addresses of two empty databases"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
