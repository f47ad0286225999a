"""Persons to write to, a commune that signs, and a mail server that listens on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from uuid import UUID, uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from beffroi.correspondence import actions
from beffroi.correspondence.actions import Recipient
from beffroi.correspondence.models import Message
from beffroi.journal.events import Process
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef
from beffroi.people.models import Account, Department, Organisation
from beffroi.people.policies import Actor, Level

CASE = ObjectRef("case", UUID("5b7a3c1e-2f64-4b0e-9d55-0c6a1f6f2b11"))
PROCESS = Process("certificat-de-residence", 3)


class MailServer:
    """Takes mails, or refuses them with ``answer``, as the real server of a relay would."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.digests: list[str] = []
        self.answer = "250 2.0.0 Ok: queued as 4C2B1"
        self.refuses_recipient = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the recipient unless told otherwise."""
        if self.refuses_recipient:
            return self.refuses_recipient.format(address=address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail when the answer takes it."""
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.digests.append(sha256(envelope.content).hexdigest())
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return self.answer


@contextmanager
def listening(handler: MailServer) -> Iterator[int]:
    """A real SMTP server on a free port of this machine."""
    with socket.socket() as probe:  # the controller of aiosmtpd cannot choose a port by itself
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def commune() -> Organisation:
    """The fictional commune that signs."""
    return Organisation.objects.create(
        slug="demonstration",
        name="Commune de démonstration",
        short_name="Démonstration",
        nis="99999",
        bce="0403019261",
        languages=["fr"],
        contact={"address": ["Place 1", "1300 Wavre"], "phone": "010 00 00 00", "email": "info@example.org"},
    )


def population() -> Department:
    """The department in whose name letters leave."""
    return Department.objects.create(
        slug="population", name={"fr": "Service Population", "nl": "Dienst Bevolking"}, phone="010 00 00 01"
    )


def citizen_account() -> Account:
    """The account of whoever applies."""
    return Account.objects.create_user("lea.dubois@example.org")


def citizen(account: Account) -> Actor:
    """The owner of an account at the portal."""
    return Actor(account_id=account.pk, name="Léa Dubois", level=Level.EMAIL, method="email")


def clerk(department: str = "population") -> Actor:
    """An agent of a department."""
    return Actor(
        account_id=uuid4(),
        agent_id=uuid4(),
        name="Nadia Lambert",
        role="clerk",
        roles=frozenset({"clerk"}),
        departments=frozenset({department}),
        department=department,
    )


def recipient(account: Account | None = None) -> Recipient:
    """Léa Dubois, reachable everywhere; in her private space when she has an account."""
    return Recipient(
        account_id=account.pk if account else None,
        email="lea.dubois@example.org",
        name="Léa Dubois",
        postal=("Rue du Test 12", "1300 Wavre"),
    )


def write(*, to: Recipient, channels: tuple[str, ...], **changes: object) -> Message:
    """A message that there is news, sent by the house."""
    values = {
        "actor": HOUSE,
        "about": CASE,
        "template": "document-ready",
        "language": "fr",
        "subject": "Votre certificat de résidence est prêt",
        "body": "Votre document est prêt.\n\nRetirez-le ici :\nhttps://commune.example/mon-espace/",
        "department": "population",
        "process": PROCESS,
    }
    return actions.send(to=to, channels=channels, **(values | changes))  # type: ignore[arg-type]
