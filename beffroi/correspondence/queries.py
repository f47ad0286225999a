"""What was said to whom, what waits in the private space, what is to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from beffroi.lib.refs import ObjectRef
from beffroi.lib.refusals import NotFound, require
from beffroi.people import queries as people
from beffroi.people.policies import Actor

from . import policies, rules
from .connectors.smtp import Mail
from .models import Delivery, Message
from .rules import Composition, Signature

Channel = Delivery.Channel
Status = Delivery.Status


@dataclass(frozen=True, slots=True)
class Notice:
    """A message as the private space shows it: ``body`` in paragraphs, every word in ``language``."""

    delivery_id: UUID
    about: ObjectRef
    language: str
    subject: str
    paragraphs: tuple[str, ...]
    written_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to print, with the documents that go into the same envelope."""

    delivery_id: UUID
    about: ObjectRef
    subject: str
    recipient: str
    file_id: UUID
    enclosures: tuple[UUID, ...]
    written_at: datetime


def messages_about(about: ObjectRef) -> list[Message]:
    """Every message about an object, oldest first, each with its ``deliveries`` fetched (two queries)."""
    found = Message.objects.filter(about_kind=about.kind, about_uuid=about.uuid)
    return list(found.prefetch_related("deliveries").order_by("created_at", "pk"))


def on_the_way(about: ObjectRef) -> bool:
    """Whether something written about an object has not left yet: a mail to send, a letter to print."""
    waiting = Delivery.objects.filter(status=Delivery.Status.QUEUED)
    return waiting.filter(message__about_kind=about.kind, message__about_uuid=about.uuid).exists()


def space_notices(account_id: UUID, limit: int = 50) -> list[Notice]:
    """The notices of an account, newest first (one query)."""
    return [_notice(delivery) for delivery in _notices(account_id).order_by("-at", "-pk")[:limit]]


def unread_notices(account_id: UUID) -> int:
    """How many notices an account has not marked as read."""
    return _notices(account_id).filter(status=Status.SENT).count()


def notice(*, actor: Actor, delivery_id: UUID) -> Notice:
    """One notice, for the account it was written to. Raises NotFound for anyone else."""
    delivery = _deliveries(Channel.SPACE).filter(pk=delivery_id).first()
    if delivery is None or not policies.may_read_notice(actor, delivery.message):
        raise NotFound
    return _notice(delivery)


def letters_to_print(department: str = "", limit: int = 100) -> list[Letter]:
    """Letters that are rendered and not printed, oldest first; all departments when none is named (two queries)."""
    waiting = _deliveries(Channel.LETTER).filter(status=Status.QUEUED, file__isnull=False)
    if department:
        waiting = waiting.filter(message__department=department)
    return [_letter(delivery) for delivery in _with_enclosures(waiting).order_by("at", "pk")[:limit]]


def letter(*, actor: Actor, delivery_id: UUID) -> Letter:
    """One rendered letter, for an agent of the department that sends it. Raises NotFound and Forbidden."""
    rendered = _deliveries(Channel.LETTER).filter(pk=delivery_id, file__isnull=False)
    delivery = _with_enclosures(rendered).first()
    if delivery is None:
        raise NotFound
    require(policies.may_print, actor, delivery.message)
    return _letter(delivery)


def waiting_delivery(delivery_id: UUID) -> Delivery | None:
    """The delivery that a job is about, or None when an earlier run has already done it."""
    delivery = Delivery.objects.select_related("message").get(pk=delivery_id)
    return delivery if delivery.status == Status.QUEUED and delivery.file_id is None else None


def signature(department: str, language: str) -> Signature:
    """Who signs: the department when there is one, and the commune, with the way to reach them."""
    commune = people.organisation()
    office = people.departments().filter(slug=department).first() if department else None
    contact = commune.contact
    phone = (office and office.phone) or contact.get("phone", "")
    email = (office and office.email) or contact.get("email", "")
    return Signature(
        organisation=commune.name,
        department=office.title.in_(language)[0] if office else "",
        contact=(phone, email, settings.BASE_URL),
    )


def composition(message: Message) -> Composition:
    """The message as it is set, in its own language."""
    return rules.compose(
        language=message.language,
        subject=message.subject,
        body=message.text,
        name=message.to.name,
        signature=signature(message.department, message.language),
        footnote=message.footnote,
    )


def letter_data(message: Message) -> dict[str, Any]:
    """The message for the layout "letter" of documents; its letterhead says how to reach the commune."""
    composed, signs = composition(message), signature(message.department, message.language)
    return {
        "recipient": rules.window(message.to),
        "subject": composed.subject,
        "paragraphs": [composed.greeting, *composed.paragraphs, composed.farewell],
        "department": signs.department,
        "signatory": [line for line in (signs.department, signs.organisation) if line],
        "privacy": composed.footnote,
    }


def mail(delivery: Delivery) -> Mail:
    """The mail of a delivery. Its id derives from the delivery's, so a second sending is recognisable."""
    message, to, commune = delivery.message, delivery.message.to, people.organisation()
    composed = composition(message)
    return Mail(
        sender_name=commune.name,
        sender=settings.MAIL_FROM or commune.contact.get("email") or settings.DEFAULT_FROM_EMAIL,
        recipient_name=to.name,
        recipient=to.email,
        reply_to=commune.contact.get("email", ""),
        language=message.language,
        subject=composed.subject,
        text=rules.as_text(composed),
        html=rules.as_html(composed),
        message_id=f"{delivery.pk}@{urlsplit(settings.BASE_URL).hostname}",
        written_at=message.created_at,
    )


def _deliveries(channel: Channel) -> QuerySet[Delivery]:
    return Delivery.objects.filter(channel=channel).select_related("message")


def _with_enclosures(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return deliveries.prefetch_related("message__enclosures")


def _notices(account_id: UUID) -> QuerySet[Delivery]:
    return _deliveries(Channel.SPACE).filter(message__recipient_account=account_id)


def _notice(delivery: Delivery) -> Notice:
    message = delivery.message
    return Notice(
        delivery_id=delivery.pk,
        about=message.about,
        language=message.language,
        subject=message.subject,
        paragraphs=tuple(rules.paragraphs(message.text)),
        written_at=message.created_at,
        is_read=delivery.status == Status.READ,
    )


def _letter(delivery: Delivery) -> Letter:
    message = delivery.message
    assert delivery.file_id  # the callers ask for rendered letters
    return Letter(
        delivery_id=delivery.pk,
        about=message.about,
        subject=message.subject,
        recipient=message.to.name,
        file_id=delivery.file_id,
        enclosures=tuple(document.pk for document in message.enclosures.all()),
        written_at=message.created_at,
    )
