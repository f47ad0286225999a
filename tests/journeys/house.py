"""A whole commune of demonstration, open on this machine: site, identity service, mail server, background work."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, connections
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from beffroi.cases.tests import world
from beffroi.cli.mailbox import Mailbox
from beffroi.documents.connectors import seal
from beffroi.journal.actions import run_due_jobs
from beffroi.journal.models import Job
from beffroi.lib import clock
from beffroi.people.connectors.fas import demonstration
from beffroi.people.queries.demonstration import demonstration_citizens
from beffroi.people.rules import cast
from beffroi.website.site import open_site
from tests.support.network import free_port
from tests.support.numbers import plain_numbers

#: A Tuesday, ten in the morning in Brussels; from there the clock runs.
OPENING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
Result = TypeVar("Result")

_LINK = re.compile(r"http://\S+")


@dataclass(frozen=True)
class House:
    """What a journey may ask of the house besides its screens."""

    url: str
    home: Path

    def work(self) -> None:
        """Do all the background work that is due, as the worker does; a job that fails fails the journey."""
        apart(_work)
        assert list(Job.objects.exclude(last_error="").values_list("task", "last_error")) == []

    def mails(self, to: str) -> list[EmailMessage]:
        """The mails received by an address, the oldest first."""
        texts = (path.read_bytes() for path in sorted((self.home / "mailbox").glob("*.eml")))
        mails = [message_from_bytes(text, policy=policy.default) for text in texts]
        return [mail for mail in mails if to in mail["X-Envelope-To"]]  # type: ignore[misc]

    def link(self, mail: EmailMessage) -> str:
        """The address of this site written in a mail."""
        return next(link for link in _LINK.findall(words_of(mail)) if link.startswith(self.url))

    def plain_numbers(self, *typed: str) -> list[str]:
        """Places of the database, of stored files, mails and logs where a national number can be read.

        Those of the cast are looked for, and the others that somebody ``typed``.
        """
        folders = [self.home]
        if connection.vendor == "sqlite":
            folders.append(Path(connection.settings_dict["NAME"]).parent)
        numbers = [person.national_number for person in cast.CITIZENS]
        return plain_numbers([*numbers, *(re.sub(r"\D", "", number) for number in typed)], *folders)


def apart(do: Callable[[], Result]) -> Result:
    """Do something in a thread of its own: the browser's driver keeps an event loop in ours, sealing wants one too."""

    def inside() -> Result:
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(inside).result()


def _work() -> None:
    while run_due_jobs(worker="journeys", limit=200):
        pass


def words_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content())


@contextmanager
def open_house(home: Path) -> Iterator[House]:
    """Load the commune of demonstration, serve it, and take it down again."""
    with ExitStack() as stack:
        stack.enter_context(_running_clock())
        site = LiveServer("localhost", start=False)
        ports = free_port(), free_port(), free_port()
        site.thread.port = ports[0]
        stack.enter_context(
            override_settings(
                HOME=home,
                FILES_DIR=home / "files",
                SEAL_DIR=home / "seal",
                MODE="demo",
                DEMONSTRATION=True,
                BASE_URL=f"http://localhost:{ports[0]}",
                ALLOWED_HOSTS=["localhost", "testserver"],
                FAS_ISSUER=f"http://localhost:{ports[1]}",
                FAS_CLIENT_ID="beffroi",
                FAS_CLIENT_SECRET="",
                EMAIL_BACKEND="beffroi.correspondence.connectors.smtp.backend.Backend",
                EMAIL_HOST="127.0.0.1",
                EMAIL_PORT=ports[2],
                MAIL_FROM="ne-pas-repondre@commune.example",
            )
        )
        for name in ("commune", "baec", "rn"):
            seal.create_authority(
                home / "seal" / name, organisation=f"Organisation {name}", root_name=f"Autorité {name}"
            )
        world.load()
        open_site()
        stack.enter_context(_logs(home / "logs"))
        stack.enter_context(_mail_server(home / "mailbox", ports[2]))
        stack.enter_context(_identity_service(ports[1], f"http://localhost:{ports[0]}"))
        site.start()
        stack.callback(site.stop)
        yield House(site.url, home)


@contextmanager
def _running_clock() -> Iterator[None]:
    """The house opens at ``OPENING``, in every thread, and time goes by from there."""
    begun = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        source = clock._source
        running = lambda: OPENING + timedelta(seconds=time.monotonic() - begun)  # noqa: E731
        patch.setattr(clock, "_source", type(source)("journey_clock", default=running))
        yield


@contextmanager
def _mail_server(folder: Path, port: int) -> Iterator[None]:
    controller = Controller(Mailbox(folder), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@contextmanager
def _identity_service(port: int, site: str) -> Iterator[None]:
    stop, issuer = threading.Event(), f"http://localhost:{port}"
    thread = threading.Thread(
        target=demonstration.serve, args=(port, demonstration_citizens(), issuer, site, stop), daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def _logs(folder: Path) -> Iterator[None]:
    """Everything that is logged, in a file that the search for national numbers reads."""
    folder.mkdir()
    handler = logging.FileHandler(folder / "house.log")
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()
