"""``beffroi demo``: a whole commune of fictional people, opened by one command."""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import environment, mailbox
from .services import Service, Services, port_is_taken
from .texts import complain, say

#: Longest wait for the first page, in seconds.
_PATIENCE = 90


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the demonstration and the two outside services that it plays."""
    demo = commands.add_parser("demo", help="ouvrir une commune de démonstration")
    demo.add_argument(
        "--commune",
        default=environment.default("commune"),
        metavar="PAQUET",
        help="paquet de commune (%(default)s)",
    )
    demo.add_argument(
        "--port", type=int, default=8000, help="port du site ; les deux suivants servent aussi (%(default)s)"
    )
    demo.add_argument(
        "--residents", type=int, default=300, metavar="N", help="habitants fictifs (%(default)s)"
    )
    demo.add_argument(
        "--cases", type=int, default=1500, metavar="N", help="dossiers de l’année rejouée (%(default)s)"
    )
    demo.add_argument("--no-replay", action="store_true", help="ne pas rejouer une année de dossiers")
    demo.set_defaults(run=open_demonstration, needs_django=False)

    box = commands.add_parser("demo-mailbox", help="la boîte aux lettres de la démonstration")
    box.add_argument("--port", type=int, required=True, help="port d’écoute")
    box.set_defaults(run=mailbox.serve)

    identity = commands.add_parser("demo-identity", help="le service d’identification de la démonstration")
    identity.add_argument("--port", type=int, required=True, help="port d’écoute")
    identity.set_defaults(run=serve_identity)


def open_demonstration(chosen: argparse.Namespace) -> int:
    """Prepare the data folder, start the services, print the addresses, wait for Ctrl-C."""
    started = time.monotonic()
    for port in range(chosen.port, chosen.port + 3):
        if port_is_taken("127.0.0.1", port):
            complain(f"Le port {port} est occupé : beffroi demo --port {chosen.port + 10}")
            return 1
    home = _choose_options(chosen)
    environment.start_django()
    _prepare(chosen)
    with Services(home / "logs") as services:
        for service in _services(chosen.port):
            services.start(service)
        if not _answers(services, f"http://127.0.0.1:{chosen.port}/"):
            complain(f"Le site ne répond pas ; voyez {home / 'logs'}.")
            return 1
        _welcome(chosen.port, home, time.monotonic() - started)
        if chosen.cases and not chosen.no_replay:
            year = ["demo-replay", "--cases", str(chosen.cases)]
            services.start(Service("replay", year, once=True, heard=True))
        return 0 if services.watch() else 1


def _choose_options(chosen: argparse.Namespace) -> Path:
    """The options of a demonstration, for this process and the services; the data folder is the commune's own."""
    environment.use(
        mode="demo",
        home=environment.default("home") / f"demo-{chosen.commune}",
        commune=chosen.commune,
        base_url=f"http://localhost:{chosen.port}",
        fas_issuer=f"http://localhost:{chosen.port + 1}",
        smtp_url=f"smtp://127.0.0.1:{chosen.port + 2}",
    )
    return Path(os.environ["BEFFROI_HOME"]).resolve()


def _services(port: int) -> list[Service]:
    return [
        Service("web", ["run", "--port", str(port)]),
        Service("identity", ["demo-identity", "--port", str(port + 1)]),
        Service("mailbox", ["demo-mailbox", "--port", str(port + 2)]),
        Service("worker", ["worker"]),
    ]


def _prepare(chosen: argparse.Namespace) -> None:
    from beffroi.people import actions as people

    from . import installation

    with installation.collecting_files():
        installation.prepare_database()
        installation.load_commune(chosen.commune)
        installation.load_catalogue()
        installation.open_site()
        say(f"→ {chosen.residents} habitants fictifs et leurs comptes")
        people.populate_demonstration(count=chosen.residents)
        people.create_demonstration_accounts()


def serve_identity(chosen: argparse.Namespace) -> int:
    """Play the federal authentication service until a signal stops it."""
    from django.conf import settings

    from beffroi.people import actions as people

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    people.serve_demonstration_identity(
        port=chosen.port, issuer=settings.FAS_ISSUER, base_url=settings.BASE_URL, stop=stop
    )
    return 0


def _answers(services: Services, address: str) -> bool:
    """Wait for the first page. A page that fails is an answer too: the reader must see it, not wait."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and not services.stopping.wait(0.2):
        try:
            with urllib.request.urlopen(address, timeout=30):  # noqa: S310 - our own loopback address
                return True
        except urllib.error.HTTPError:
            return False
        except OSError:
            continue
    return False


def _welcome(port: int, home: Path, seconds: float) -> None:
    from django.conf import settings

    from beffroi.people import queries as people

    site = settings.BASE_URL
    say(
        f"""
✓ {people.organisation().name}, démonstration non officielle, est ouverte ({seconds:.0f} s).

  Site et démarches      {site}/
  Mon espace             {site}/mon-espace/
  Bureau des agents      {site}/bureau/
  Rédaction du site      {site}/bureau/site/
  Courrier envoyé        {site}/courrier-demo/
"""
    )
    say("  Comptes (adresse, mot de passe) :")
    for account in people.demonstration_accounts():
        say(f"  {account.email:<34} {account.password:<18} {account.role_label} ({account.who})")
    say(f"\n  Données : {home}\n  Ctrl-C arrête tout ; la même commande rouvre les mêmes données.\n")
