"""One mail out, with the proof that a server took it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives, get_connection

#: The answers that the same mail will always get begin here (RFC 5321, 4.2.1).
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Mail:
    """Everything that stands in one mail to one person. ``message_id`` comes without angle brackets."""

    sender_name: str
    sender: str
    recipient_name: str
    recipient: str
    reply_to: str
    language: str
    subject: str
    text: str
    html: str
    message_id: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What proves the sending: the server's last answer, and the digest of the bytes that it took."""

    reply: str
    sha256: str


class MailRefused(Exception):
    """The server will never take this mail for this recipient; ``code`` and ``reply`` are its words."""

    def __init__(self, code: int, reply: str) -> None:
        self.code, self.reply = code, reply
        super().__init__(f"{code} {reply}")


def post(mail: Mail) -> Receipt:
    """Hand one mail to the server of the settings.

    Raises MailRefused when the recipient or the content is refused for good (5xx). Whatever a later attempt may
    cure is left to the caller's retries: OSError, a 4xx answer, a sender or a password that an operator must set.
    """
    message = _message(mail)
    connection = get_connection()
    try:
        connection.send_messages([message])
    except SMTPRecipientsRefused as refusal:
        raise _final(*next(iter(refusal.recipients.values())), refusal) from refusal
    except SMTPDataError as refusal:
        raise _final(refusal.smtp_code, refusal.smtp_error, refusal) from refusal
    # Django's other backends (the outbox of tests) have no server that answers.
    return Receipt(reply=getattr(connection, "reply", ""), sha256=getattr(connection, "digest", ""))


def _final(code: int, words: bytes | str, refusal: Exception) -> Exception:
    """MailRefused for a permanent answer, else the refusal itself."""
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return MailRefused(code, text) if code >= _PERMANENT else refusal


def _message(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=formataddr((mail.sender_name, mail.sender)),
        to=[formataddr((mail.recipient_name, mail.recipient))],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "Message-ID": f"<{mail.message_id}>",
            "Date": format_datetime(mail.written_at),
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday answers
            "X-Auto-Response-Suppress": "All",  # the same for Exchange
        },
    )
    message.attach_alternative(mail.html, "text/html")
    return message
