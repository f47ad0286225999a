"""What leaves after the verb's transaction: mails by SMTP, letters as PDF. Each may run twice."""

from __future__ import annotations

from uuid import UUID

from beffroi.documents import actions as documents
from beffroi.journal.actions import task

from . import actions, queries, rules
from .connectors import smtp


@task("correspondence.send_mail")
def send_mail(*, delivery_id: str) -> None:
    """Hand a mail to the server and keep its answer as proof.

    A worker killed between the answer and the note sends once more, under the same Message-ID, which mail programs
    show once. Anything but a final refusal is raised: the journal tries again later.
    """
    delivery = queries.waiting_delivery(UUID(delivery_id))
    if delivery is None:
        return
    mail = queries.mail(delivery)
    try:
        receipt = smtp.post(mail)
    except smtp.MailRefused as refusal:
        words = rules.without_address(refusal.reply, mail.recipient)
        actions.record_refused(delivery_id=delivery.pk, code=refusal.code, reply=f"{refusal.code} {words}")
        return
    reply = rules.without_address(receipt.reply, mail.recipient)
    proof = {"message_id": mail.message_id, "reply": reply, "sha256": receipt.sha256}
    actions.record_sent(delivery_id=delivery.pk, proof=proof)


@task("correspondence.render_letter")
def render_letter(*, delivery_id: str) -> None:
    """Render a letter for a window envelope, ready to print; it carries no seal, what it encloses may."""
    delivery = queries.waiting_delivery(UUID(delivery_id))
    if delivery is None:
        return
    message = delivery.message
    pdf = documents.render_document(
        kind="letter",
        title=message.subject,
        layout="letter",
        data=queries.letter_data(message),
        language=message.language,
        about=message.about,
    )
    file = documents.store_upload(
        name=f"lettre-{delivery.pk}.pdf",
        content=pdf,
        accept=["application/pdf"],
        max_bytes=len(pdf),
        purpose="letter",
    )
    actions.record_letter(delivery_id=delivery.pk, file_id=file.pk)
