"""The mail server of the demonstration: it keeps every message as a file and delivers none."""

from __future__ import annotations

import argparse
import signal
import threading
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiosmtpd.controller import Controller

from beffroi.lib import clock

#: Older messages make room: the page shows what was just sent.
KEPT = 500
#: A message that was written before is of the year that the demonstration replays: it is taken, and not kept.
RECENT = timedelta(days=7)


class Mailbox:
    """Receives over SMTP and writes ``<UTC instant>-<uuid>.eml`` into a folder, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep one message; ``X-Envelope-To`` says whom it was for."""
        if _written_at(envelope.content) < clock.now() - RECENT:
            return "250 Message d’une année rejouée, pris et non gardé"
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{uuid4()}"
        recipients = ", ".join(envelope.rcpt_tos).encode()
        partial = self.folder / f"{name}.part"
        partial.write_bytes(b"X-Envelope-To: " + recipients + b"\r\n" + envelope.content)
        partial.rename(self.folder / f"{name}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return "250 Message gardé"


def _written_at(content: bytes) -> datetime:
    """The date that a message bears; now when it bears none that can be read."""
    headers = BytesHeaderParser().parsebytes(content)
    try:
        return parsedate_to_datetime(str(headers["Date"])).astimezone(UTC)
    except ValueError:
        return clock.now()


def serve(chosen: argparse.Namespace) -> int:
    """Listen until a signal stops it."""
    from django.conf import settings

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    controller = Controller(Mailbox(settings.HOME / "mailbox"), hostname="127.0.0.1", port=chosen.port)
    controller.start()
    stop.wait()
    controller.stop()
    return 0
