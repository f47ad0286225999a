"""Keeping processes alive, and stopping them all when one asks."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from .texts import complain, say

#: A service that falls this often within a minute is broken: everything stops and its journal is named.
_MOST_FALLS = 5
_PAUSE_SECONDS = 0.5
_PATIENCE_SECONDS = 15
_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask the kernel (Linux) to stop this process when its parent is killed before it can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def port_is_taken(address: str, port: int) -> bool:
    """Whether somebody answers there. The server shares its port, so two would answer each other's visitors in turn."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, port)) == 0


def _repeat(lines: IO[bytes], output: IO[bytes]) -> None:
    """Show each line here, and keep it."""
    with lines:
        for line in lines:
            say(line.decode().rstrip("\n"))
            output.write(line)
            output.flush()


@dataclass(frozen=True)
class Service:
    """A ``beffroi`` sub-command that runs until it is stopped.

    ``once``: it may end by itself. ``heard``: what it prints is shown here too, line by line.
    """

    name: str
    arguments: Sequence[str]
    once: bool = False
    heard: bool = False


@dataclass
class _Running:
    service: Service
    process: subprocess.Popen[bytes]
    falls: list[float] = field(default_factory=list)


class Services:
    """Starts each service in a process group of its own, starts a fallen one again, stops all on SIGINT or SIGTERM.

    With ``logs`` each writes to ``<logs>/<name>.log``; without, to the terminal.
    """

    def __init__(self, logs: Path | None = None) -> None:
        self.logs = logs
        self.stopping = threading.Event()
        self._running: list[_Running] = []
        self._files = ExitStack()
        if logs:
            logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Services:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def start(self, service: Service) -> None:
        """Start one service now."""
        self._running.append(_Running(service, self._open(service)))

    def watch(self) -> bool:
        """Wait until someone asks to stop; False when a service cannot be kept alive."""
        while not self.stopping.wait(0.3):
            for running in list(self._running):
                if running.process.poll() is not None and not self._again(running):
                    return False
        return True

    def alive(self, name: str) -> bool:
        """Whether the service of this name is running."""
        return any(r.service.name == name and r.process.poll() is None for r in self._running)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _open(self, service: Service) -> subprocess.Popen[bytes]:
        output = None
        if self.logs:
            output = self._files.enter_context((self.logs / f"{service.name}.log").open("ab"))
        command = [sys.executable, "-m", "beffroi.cli.main", *service.arguments]
        heard = output is not None and service.heard
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE if heard else output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        if output is not None and process.stdout is not None:
            threading.Thread(target=_repeat, args=(process.stdout, output), daemon=True).start()
        return process

    def _again(self, running: _Running) -> bool:
        code = running.process.returncode
        if running.service.once:
            self._running.remove(running)
            if code:
                self._report(running.service, code)
            return True
        moment = time.monotonic()
        running.falls = [*(fall for fall in running.falls if moment - fall < 60), moment]
        if len(running.falls) > _MOST_FALLS:
            self._report(running.service, code)
            return False
        self.stopping.wait(_PAUSE_SECONDS * len(running.falls))
        if not self.stopping.is_set():
            running.process = self._open(running.service)
        return True

    def _report(self, service: Service, code: int) -> None:
        where = f" ; voyez {self.logs / f'{service.name}.log'}" if self.logs else ""
        complain(f"« {service.name} » s’est arrêté (code {code}){where}.")

    def _stop(self) -> None:
        self.stopping.set()
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        for running in self._running:
            try:
                running.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._signal(signal.SIGKILL)
                running.process.wait()
        self._files.close()

    def _signal(self, number: signal.Signals) -> None:
        for running in self._running:
            if running.process.poll() is None:
                os.killpg(running.process.pid, number)
