"""Writing to someone."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from beffroi.correspondence import actions, queries
from beffroi.correspondence.actions import NationalNumberInText, Recipient, Unreachable
from beffroi.correspondence.models import Delivery, Message
from beffroi.journal.models import Event, Job
from beffroi.lib.refusals import NotFound
from beffroi.people.models import Account

from .factories import CASE, citizen, clerk, recipient, write


def facts() -> list[tuple[str, dict[str, object], str]]:
    return [(event.name, event.payload, event.role) for event in Event.objects.order_by("pk")]


def test_a_message_waits_on_the_channels_that_reach_the_recipient(account: Account):
    message = write(to=recipient(account), channels=("email", "space", "letter"))
    assert list(message.deliveries.order_by("channel").values_list("channel", "status")) == [
        ("email", "queued"),
        ("letter", "queued"),
        ("space", "sent"),
    ]
    assert set(Job.objects.values_list("task", flat=True)) == {
        "correspondence.send_mail",
        "correspondence.render_letter",
    }
    assert facts() == [
        (
            "MessageQueued",
            {"template": "document-ready", "language": "fr", "channels": ["email", "space", "letter"]},
            "system",
        ),
        ("MessageDelivered", {"template": "document-ready", "channel": "space"}, "system"),
    ]


def test_facts_name_the_message_the_case_and_the_procedure(account: Account):
    message = write(to=recipient(), channels=("email",))
    event = Event.objects.get()
    assert (event.object("message"), event.object("case")) == (message.pk, CASE.uuid)
    assert (event.procedure, event.procedure_version) == ("certificat-de-residence", 3)


def test_channels_without_an_address_are_left_out(account: Account):
    message = write(to=Recipient(email="lea@example.org", name="Léa"), channels=("space", "email", "email"))
    assert list(message.deliveries.values_list("channel", flat=True)) == ["email"]


def test_nobody_is_written_to_nowhere(account: Account):
    with pytest.raises(Unreachable):
        write(to=Recipient(name="Léa Dubois"), channels=("email", "space", "letter"))
    assert not Message.objects.exists()


@pytest.mark.parametrize("place", ["subject", "body"])
def test_a_national_number_is_never_sent(account: Account, place: str):
    with pytest.raises(NationalNumberInText):
        write(to=recipient(), channels=("email",), **{place: "Numéro 85.07.30-998.33 ou 85073099833"})


def test_the_same_key_writes_once(account: Account):
    first = write(to=recipient(), channels=("email",), key="case:ack")
    assert write(to=recipient(), channels=("email",), key="case:ack") == first
    assert (Message.objects.count(), Job.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_nothing_leaves_when_the_callers_transaction_fails(account: Account):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(to=recipient(), channels=("email",))
        raise ZeroDivisionError
    assert (Message.objects.count(), Job.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_text_and_addresses_lie_encrypted(account: Account):
    message = write(to=recipient(account), channels=("email",))
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, recipient FROM correspondence_message")
        stored = " ".join(cursor.fetchone())
    assert not {"Votre", "mon-espace", "Dubois", "example.org", "Wavre"} & set(
        stored.replace('"', " ").split()
    )
    message.refresh_from_db()
    assert (message.text.splitlines()[0], message.to) == ("Votre document est prêt.", recipient(account))


def test_a_subject_cannot_carry_a_header(account: Account):
    assert write(to=recipient(), channels=("email",), subject="Bonjour\nBcc: x@example.org").subject == (
        "Bonjour Bcc: x@example.org"
    )


def test_a_notice_is_read_by_the_account_it_was_written_to(account: Account):
    message = write(to=recipient(account), channels=("space",))
    notice = queries.space_notices(account.pk)[0]
    assert (notice.subject, notice.paragraphs[0], notice.is_read) == (
        message.subject,
        "Votre document est prêt.",
        False,
    )
    assert queries.unread_notices(account.pk) == 1
    actions.mark_read(actor=citizen(account), delivery_id=notice.delivery_id)
    actions.mark_read(actor=citizen(account), delivery_id=notice.delivery_id)
    assert queries.notice(actor=citizen(account), delivery_id=notice.delivery_id).is_read
    assert queries.unread_notices(account.pk) == 0
    assert [name for name, _, _ in facts()] == ["MessageQueued", "MessageDelivered", "MessageRead"]


def test_a_stranger_meets_no_notice(account: Account):
    write(to=recipient(account), channels=("space",))
    delivery = Delivery.objects.get()
    stranger = citizen(Account.objects.create_user("stranger@example.org"))
    for actor in (stranger, clerk()):
        with pytest.raises(NotFound):
            queries.notice(actor=actor, delivery_id=delivery.pk)
        with pytest.raises(NotFound):
            actions.mark_read(actor=actor, delivery_id=delivery.pk)
    assert (queries.space_notices(stranger.account_id or uuid4()), queries.unread_notices(uuid4())) == ([], 0)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_with_one_message_and_with_three(
    account: Account, django_assert_num_queries: object, count: int
):
    for _ in range(count):
        write(to=recipient(account), channels=("email", "space"))
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert [len(message.deliveries.all()) for message in queries.messages_about(CASE)] == [2] * count
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(queries.space_notices(account.pk)) == count


@pytest.mark.parametrize(
    ("channel", "status"),
    [("email", "read"), ("email", "printed"), ("space", "queued"), ("letter", "printed")],
)
def test_the_database_refuses_a_status_that_makes_no_sense(account: Account, channel: str, status: str):
    write(to=recipient(account), channels=(channel,))
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(status=status)
