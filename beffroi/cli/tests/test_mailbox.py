"""The mailbox of the demonstration, over real SMTP."""

import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from beffroi.cli import mailbox
from tests.support.network import free_port


@pytest.fixture
def server(tmp_path: Path):
    controller = Controller(mailbox.Mailbox(tmp_path / "mailbox"), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.hostname, controller.port
    controller.stop()


def send(server, subject: str, written_at: datetime | None = None) -> None:
    message = EmailMessage()
    if written_at:
        message["Date"] = format_datetime(written_at)
    message["Subject"], message["From"], message["To"] = (
        subject,
        "commune@example.org",
        "citoyenne@example.org",
    )
    message.set_content("Nous avons bien reçu votre demande.")
    with smtplib.SMTP(*server) as client:
        client.send_message(message)


def test_a_message_is_kept_whole_with_its_recipient(server, tmp_path: Path):
    send(server, "Accusé de réception")

    [kept] = (tmp_path / "mailbox").iterdir()
    assert kept.suffix == ".eml"
    content = kept.read_bytes()
    assert content.startswith(b"X-Envelope-To: citoyenne@example.org\r\n")
    assert b"Nous avons bien re" in content


def test_a_mail_of_the_replayed_year_is_taken_but_not_kept(server, clock, tmp_path: Path):
    send(server, "Avant-hier", clock.now() - timedelta(days=2))
    send(server, "Au printemps", clock.now() - timedelta(days=200))

    [kept] = (tmp_path / "mailbox").iterdir()
    assert "Avant-hier" in kept.read_text()


def test_old_messages_make_room(server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mailbox, "KEPT", 2)
    for number in range(4):
        send(server, f"Message {number}")

    subjects = [
        path.read_text().split("Subject: ")[1].split("\n")[0]
        for path in sorted((tmp_path / "mailbox").iterdir())
    ]
    assert subjects == ["Message 2", "Message 3"]
