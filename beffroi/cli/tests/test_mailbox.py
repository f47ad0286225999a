"""The mailbox of the demonstration, over real SMTP."""

import smtplib
from email.message import EmailMessage
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


def send(server, subject: str) -> None:
    message = EmailMessage()
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


def test_old_messages_make_room(server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mailbox, "KEPT", 2)
    for number in range(4):
        send(server, f"Message {number}")

    subjects = [
        path.read_text().split("Subject: ")[1].split("\n")[0]
        for path in sorted((tmp_path / "mailbox").iterdir())
    ]
    assert subjects == ["Message 2", "Message 3"]
