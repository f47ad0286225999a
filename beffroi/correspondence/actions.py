"""Writing to someone, and noting what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beffroi.documents import actions as documents
from beffroi.journal.actions import enqueue, record
from beffroi.journal.events import Fact, Process
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE, Acting
from beffroi.lib.refs import ObjectRef, ref
from beffroi.lib.refusals import NotFound, Refusal, require
from beffroi.people.policies import Actor

from . import policies, rules
from .events import MessageDelivered, MessageFailed, MessageQueued, MessageRead
from .models import Delivery, Message
from .rules import Recipient

__all__ = [
    "Channel",
    "LetterAlreadyPrinted",
    "LetterNotReady",
    "NationalNumberInText",
    "Recipient",
    "Status",
    "Unreachable",
    "forget_messages",
    "mark_printed",
    "mark_read",
    "record_letter",
    "record_refused",
    "record_sent",
    "send",
]

Channel = Delivery.Channel
Status = Delivery.Status

#: The job that carries a channel; a notice needs none.
_TASKS = {Channel.EMAIL: "correspondence.send_mail", Channel.LETTER: "correspondence.render_letter"}


class Unreachable(Refusal):
    """No channel asked for leads to the recipient."""

    message = _("Nous n’avons aucune adresse pour ce destinataire.")


class NationalNumberInText(Refusal):
    """Mails and notices never carry a national number."""

    message = _("Le texte contient un numéro national. Retirez-le : un message n’en contient jamais.")


class LetterNotReady(Refusal):
    """There is nothing to print yet."""

    message = _("Cette lettre n’est pas encore prête. Réessayez dans un instant.")


class LetterAlreadyPrinted(Refusal):
    """Another agent took it."""

    message = _("Cette lettre a déjà été imprimée.")


@transaction.atomic
def send(
    *,
    actor: Acting,
    about: ObjectRef,
    template: str,
    language: str,
    subject: str,
    body: str,
    to: Recipient,
    channels: Sequence[str],
    process: Process | None = None,
    department: str = "",
    enclosures: Sequence[UUID] = (),
    footnote: str = "",
    key: str | None = None,
) -> Message:
    """Write a message and set it on its way; nothing leaves before the caller's transaction is committed.

    ``subject`` and ``body`` are in ``language``, already expanded; the body's paragraphs are separated by empty
    lines, and greeting and signature are added. It says that there is news and gives the link: never what a document
    says about a person. Channels on which the recipient has no address are left out. ``department`` (slug) signs and
    prints; without it, the actor's own. ``enclosures`` are documents to be put with the letter. ``footnote`` is said
    below the signature of a mail or a letter; it names nobody. A caller that may run twice gives a ``key``: the same
    key gives the same message back.

    Raises Unreachable when no channel is left, and NationalNumberInText.
    """
    if key and (earlier := Message.objects.filter(key=key).first()):
        return earlier
    if rules.has_national_number(f"{subject}\n{body}"):
        raise NationalNumberInText
    usable = _usable(channels, to)
    message = Message(
        about_kind=about.kind,
        about_uuid=about.uuid,
        template=template,
        language=language,
        subject=rules.one_line(subject),
        recipient_account_id=to.account_id,
        department=department or actor.stamp().department,
        footnote=footnote,
        procedure=process.procedure if process else "",
        procedure_version=process.version if process else None,
        key=key,
        created_at=clock.now(),
    )
    message.seal(text=body, to=to)
    message.save(force_insert=True)
    if enclosures:
        message.enclosures.set(enclosures)  # type: ignore[arg-type]  # the stubs know integer keys only
    _announce(message, MessageQueued(template, language, list(map(str, usable))), actor, process)
    for channel in usable:
        _set_off(message, channel, actor, process)
    return message


@transaction.atomic
def record_sent(*, delivery_id: UUID, proof: dict[str, str]) -> None:
    """Note that a mail server took a mail. A second note changes nothing: the first proof stays."""
    delivery = _locked(delivery_id)
    if delivery.status == Status.QUEUED:
        _move(delivery, Status.SENT, proof=proof)
        _announce(delivery.message, MessageDelivered(delivery.message.template, delivery.channel))


@transaction.atomic
def record_refused(*, delivery_id: UUID, code: int, reply: str) -> None:
    """Note that the mail server refused for good; no further attempt is made."""
    delivery = _locked(delivery_id)
    if delivery.status == Status.QUEUED:
        _move(delivery, Status.FAILED, proof={"reply": reply})
        _announce(delivery.message, MessageFailed(delivery.message.template, delivery.channel, code))


@transaction.atomic
def record_letter(*, delivery_id: UUID, file_id: UUID) -> None:
    """Note that a letter is rendered and may be printed."""
    delivery = _locked(delivery_id)
    if delivery.file_id is None:
        delivery.file_id = file_id
        delivery.save(update_fields=["file"])


@transaction.atomic
def mark_printed(*, actor: Actor, delivery_id: UUID) -> Delivery:
    """Note that a letter was printed and goes to the post.

    Raises NotFound, Forbidden, LetterNotReady, and LetterAlreadyPrinted so that nobody posts it twice.
    """
    delivery = _locked(delivery_id)
    if delivery.channel != Channel.LETTER:
        raise NotFound
    require(policies.may_print, actor, delivery.message)
    if delivery.status == Status.PRINTED:
        raise LetterAlreadyPrinted
    if delivery.file_id is None:
        raise LetterNotReady
    _move(delivery, Status.PRINTED, proof={"agent": str(actor.agent_id)})
    _announce(delivery.message, MessageDelivered(delivery.message.template, delivery.channel), actor)
    return delivery


@transaction.atomic
def mark_read(*, actor: Actor, delivery_id: UUID) -> Delivery:
    """Note that the recipient has read a notice; once read, it stays so. Raises NotFound for anyone else."""
    delivery = _locked(delivery_id)
    if delivery.channel != Channel.SPACE or not policies.may_read_notice(actor, delivery.message):
        raise NotFound
    if delivery.status == Status.SENT:
        _move(delivery, Status.READ, proof=delivery.proof)
        _announce(delivery.message, MessageRead(delivery.message.template), actor)
    return delivery


def _usable(channels: Sequence[str], to: Recipient) -> list[Channel]:
    """The channels that lead to the recipient, each once, in the order asked."""
    usable = [Channel(channel) for channel in dict.fromkeys(channels) if to.reaches(channel)]
    if not usable:
        raise Unreachable
    return usable


def _set_off(message: Message, channel: Channel, actor: Acting, process: Process | None) -> None:
    """A notice is there at once; mail and letter wait for their job."""
    task = _TASKS.get(channel)
    status = Status.QUEUED if task else Status.SENT
    delivery = Delivery.objects.create(message=message, channel=channel, status=status, at=message.created_at)
    if task:
        enqueue(task, key=str(delivery.pk), args={"delivery_id": str(delivery.pk)})
    else:
        _announce(message, MessageDelivered(message.template, channel), actor, process)


def _locked(delivery_id: UUID) -> Delivery:
    locked = Delivery.objects.select_for_update(of=("self",)).select_related("message")
    delivery = locked.filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound
    return delivery


def _move(delivery: Delivery, status: Status, *, proof: dict[str, str]) -> None:
    delivery.status, delivery.proof, delivery.at = status, proof, clock.now()
    delivery.save(update_fields=["status", "proof", "at"])


def _announce(message: Message, fact: Fact, actor: Acting = HOUSE, process: Process | None = None) -> None:
    """Record a fact about a message; later facts keep the procedure in which it was written."""
    if process is None and message.procedure:
        process = Process(message.procedure, message.procedure_version, department=message.department)
    record(fact, actor=actor, about=[ref(message), message.about], process=process)


def forget_messages(*, about: ObjectRef) -> int:
    """Forget what was written about an object that is erased, its letters with it; returns how many. Facts stay."""
    found = Message.objects.filter(about_kind=about.kind, about_uuid=about.uuid)
    letters = list(
        Delivery.objects.filter(message__in=found, file__isnull=False).values_list("file", flat=True)
    )
    count = found.count()
    found.delete()
    for file_id in letters:
        documents.forget_file(file_id=file_id)
    return count
