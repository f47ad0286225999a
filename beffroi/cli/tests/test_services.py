"""Processes are kept alive, and stopped together."""

import os
import signal
import socket
import threading
from pathlib import Path

import pytest

from beffroi.cli.main import main
from beffroi.cli.services import Service, Services
from tests.support.network import free_port

ENDS_AT_ONCE = ["config"]


@pytest.fixture(autouse=True)
def _signals_are_put_back():
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_a_service_that_keeps_falling_stops_the_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
):
    monkeypatch.setattr("beffroi.cli.services._MOST_FALLS", 2)
    monkeypatch.setattr("beffroi.cli.services._PAUSE_SECONDS", 0)
    with Services(tmp_path) as services:
        services.start(Service("options", ENDS_AT_ONCE))
        assert services.watch() is False

    assert "« options » s’est arrêté (code 0)" in capsys.readouterr().err
    assert (tmp_path / "options.log").read_text().count("BEFFROI_MODE") == 3


def test_a_second_server_does_not_share_the_port_of_the_first(capsys: pytest.CaptureFixture[str]):
    with socket.create_server(("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        assert main(["run", "--port", str(port)]) == 1
    assert f"Le port {port} est occupé" in capsys.readouterr().err


def test_a_service_that_runs_once_may_end(tmp_path: Path):
    with Services(tmp_path) as services:
        services.start(Service("options", ENDS_AT_ONCE, once=True))
        threading.Timer(2, services.stopping.set).start()
        assert services.watch() is True

    assert (tmp_path / "options.log").read_text().count("BEFFROI_MODE") == 1


def test_what_a_heard_service_prints_is_shown_and_kept(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    with Services(tmp_path) as services:
        services.start(Service("options", ENDS_AT_ONCE, once=True, heard=True))
        threading.Timer(4, services.stopping.set).start()
        services.watch()

    assert "BEFFROI_MODE" in capfd.readouterr().out
    assert "BEFFROI_MODE" in (tmp_path / "options.log").read_text()


def test_a_signal_stops_every_service(tmp_path: Path):
    with Services(tmp_path) as services:
        services.start(Service("mailbox", ["demo-mailbox", "--port", str(free_port())]))
        threading.Timer(1, os.kill, (os.getpid(), signal.SIGTERM)).start()
        assert services.watch() is True
        assert services.alive("mailbox")

    assert not services.alive("mailbox")
