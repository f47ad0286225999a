"""Mails by a real SMTP server on this machine."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from beffroi.correspondence import actions, tasks
from beffroi.correspondence.models import Delivery
from beffroi.journal.actions import run_due_jobs
from beffroi.journal.models import Event, Job
from beffroi.people.models import Account

from .factories import MailServer, recipient, write


def posted() -> Delivery:
    """A mail, after the worker has passed once."""
    write(to=recipient(), channels=("email",))
    run_due_jobs(worker="test")
    return Delivery.objects.get()


def test_a_mail_arrives_in_two_forms_with_its_headers(account: Account, server: MailServer):
    delivery = posted()
    (mail,) = server.mails
    wanted = ("From", "To", "Reply-To", "Subject", "Message-ID", "Date", "Content-Language", "Auto-Submitted")
    assert {name: str(mail[name]) for name in wanted} == {
        "From": "Commune de démonstration <ne-pas-repondre@commune.example>",
        "To": "Léa Dubois <lea.dubois@example.org>",
        "Reply-To": "info@example.org",
        "Subject": "Votre certificat de résidence est prêt",
        "Message-ID": f"<{delivery.pk}@commune.example>",
        "Date": "Tue, 24 Nov 2026 09:00:00 +0000",
        "Content-Language": "fr",
        "Auto-Submitted": "auto-generated",
    }
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text.get_content().splitlines()[0] == "Bonjour Léa Dubois,"
    assert '<html lang="fr">' in html.get_content()
    assert "https://commune.example/mon-espace/" in text.get_content()


def test_the_servers_answer_is_the_proof(account: Account, server: MailServer):
    delivery = posted()
    assert (delivery.status, delivery.proof) == (
        "sent",
        {
            "message_id": f"{delivery.pk}@commune.example",
            "reply": "250 2.0.0 Ok: queued as 4C2B1",
            "sha256": server.digests[0],
        },
    )
    event = Event.objects.get(name="MessageDelivered")
    assert (event.payload, event.role) == ({"template": "document-ready", "channel": "email"}, "system")


def test_a_job_that_runs_twice_sends_once(account: Account, server: MailServer):
    delivery = posted()
    tasks.send_mail(delivery_id=str(delivery.pk))
    assert len(server.mails) == 1


def test_a_worker_killed_before_the_note_sends_the_same_message_again(
    account: Account, server: MailServer, monkeypatch: pytest.MonkeyPatch
):
    write(to=recipient(), channels=("email",))
    delivery = Delivery.objects.get()
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(actions, "record_sent", lambda **_: (_ for _ in ()).throw(SystemExit))
        tasks.send_mail(delivery_id=str(delivery.pk))
    tasks.send_mail(delivery_id=str(delivery.pk))
    assert [str(mail["Message-ID"]) for mail in server.mails] == [f"<{delivery.pk}@commune.example>"] * 2
    assert Event.objects.filter(name="MessageDelivered").count() == 1


def test_a_server_that_is_busy_is_asked_again_later(account: Account, server: MailServer):
    server.answer = "451 4.3.0 Try again later"
    delivery = posted()
    job = Job.objects.get()
    assert (delivery.status, job.status, job.attempts, server.mails) == ("queued", "waiting", 1, [])


def test_a_server_that_is_down_is_asked_again_later(account: Account, server: MailServer, settings: Settings):
    settings.EMAIL_PORT = 1
    assert (posted().status, Job.objects.get().status) == ("queued", "waiting")


@pytest.mark.parametrize(
    ("refusal", "code", "reply"),
    [
        ({"refuses_recipient": "550 5.1.1 <{address}> unknown"}, 550, "550 5.1.1 <…> unknown"),
        ({"answer": "554 5.7.1 rejected"}, 554, "554 5.7.1 rejected"),
    ],
)
def test_a_final_refusal_is_noted_and_not_tried_again(
    account: Account, server: MailServer, refusal: dict[str, str], code: int, reply: str
):
    vars(server).update(refusal)
    delivery = posted()
    assert (delivery.status, delivery.proof, Job.objects.get().status) == ("failed", {"reply": reply}, "done")
    event = Event.objects.get(name="MessageFailed")
    assert event.payload == {"template": "document-ready", "channel": "email", "code": code}


def test_a_recipient_refused_for_now_is_asked_again_later(account: Account, server: MailServer):
    server.refuses_recipient = "450 4.2.1 mailbox busy"
    assert (posted().status, Job.objects.get().status) == ("queued", "waiting")


def test_without_a_sender_of_its_own_the_commune_writes_from_its_contact_address(
    account: Account, server: MailServer, settings: Settings
):
    settings.MAIL_FROM = ""
    posted()
    assert str(server.mails[0]["From"]) == "Commune de démonstration <info@example.org>"
