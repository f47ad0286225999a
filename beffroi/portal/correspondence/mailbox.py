"""The mailbox of the demonstration: every mail that left, as it left. It does not exist elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beffroi.ui.access import public

_SHOWN = 50


@dataclass(frozen=True)
class Mail:
    """A mail as its reader sees it."""

    key: str
    to: str
    sender: str
    subject: str
    language: str
    sent_at: datetime | None
    body: str


def _folder() -> Path:
    if not settings.DEMONSTRATION:
        raise Http404
    return Path(settings.HOME) / "mailbox"


def _read(path: Path) -> Mail | None:
    """The mail of a file; None when newer ones have taken its place meanwhile."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    message = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(message, EmailMessage)
    text = message.get_body(preferencelist=("plain", "html"))
    return Mail(
        key=path.stem,
        to=str(message.get("X-Envelope-To", message.get("To", ""))),
        sender=str(message.get("From", "")),
        subject=str(message.get("Subject", "")),
        language=str(message.get("Content-Language", "fr")),
        sent_at=_instant(path.stem),
        body=str(text.get_content()) if text else "",
    )


def _instant(key: str) -> datetime | None:
    stamp = key.split("-")[0]
    try:
        return parse_datetime(
            f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[9:11]}:{stamp[11:13]}:{stamp[13:15]}+00:00"
        )
    except ValueError:
        return None


@public()
@require_GET
@never_cache
def box(request: HttpRequest) -> HttpResponse:
    """The latest mails."""
    files = sorted(_folder().glob("*.eml"), reverse=True)[:_SHOWN]
    mails = [mail for path in files if (mail := _read(path))]
    return render(request, "portal/correspondence/mailbox.html", {"mails": mails})


@public()
@require_GET
@never_cache
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail."""
    found = _read(_folder() / f"{key}.eml")
    if found is None:
        raise Http404
    return render(request, "portal/correspondence/mail.html", {"mail": found})
