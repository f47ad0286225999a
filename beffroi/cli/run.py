"""``beffroi run`` and ``beffroi worker``: the two processes of a commune."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import threading

from . import environment
from .services import Service, Services, port_is_taken
from .texts import complain


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that serve."""
    run = commands.add_parser("run", help="servir le site, le portail et le bureau")
    run.add_argument(
        "--address", default="127.0.0.1", metavar="ADRESSE", help="adresse d’écoute (%(default)s)"
    )
    run.add_argument("--port", type=int, default=8000, metavar="PORT", help="port d’écoute (%(default)s)")
    run.add_argument(
        "--with-worker", action="store_true", help="faire aussi les travaux de fond (développement)"
    )
    run.set_defaults(run=serve)

    worker = commands.add_parser("worker", help="faire les travaux de fond : courriers, documents, journal")
    worker.add_argument(
        "--name", default="", metavar="NOM", help="nom de ce travailleur (sinon machine et processus)"
    )
    worker.set_defaults(run=work)


def serve(chosen: argparse.Namespace) -> int:
    """Serve over HTTP until a signal stops it; with its worker as a second process when asked."""
    if port_is_taken(chosen.address, chosen.port):
        complain(f"Le port {chosen.port} est occupé : beffroi run --port {chosen.port + 10}")
        return 1
    if chosen.with_worker:
        with Services() as services:
            services.start(Service("web", ["run", "--address", chosen.address, "--port", str(chosen.port)]))
            services.start(Service("worker", ["worker"]))
            return 0 if services.watch() else 1
    return _granian(chosen.address, chosen.port)


def _granian(address: str, port: int) -> int:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    options = environment.options_module().read()
    Server(
        f"{environment.config_package()}.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        websockets=False,
    ).serve()
    return 0


def work(chosen: argparse.Namespace) -> int:
    """Do due jobs until a signal stops it; the job in hand is finished first."""
    from beffroi.journal import actions as journal
    from beffroi.lib.collector import settle

    settle()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    journal.work_forever(chosen.name or f"{socket.gethostname()}:{os.getpid()}", stop)
    return 0
