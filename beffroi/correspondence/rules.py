"""Composing a message: greeting, paragraphs, signature, as plain text and as simple accessible HTML. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from textwrap import fill
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from stdnum.be import bis, nn

#: Columns of a plain text mail (RFC 5322, 2.1.1 asks for at most 78).
WIDTH = 72
LONGEST_SUBJECT = 200

_NUMBER = re.compile(r"(?<!\d)\d{2}[.\s]?\d{2}[.\s]?\d{2}[-\s]?\d{3}[.\s]?\d{2}(?!\d)")

_APART = re.compile(r" (?=[:;!?»])|(?<=«) ")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for, and every address known of them; ``postal`` holds the lines below the name."""

    account_id: UUID | None = None
    email: str = ""
    name: str = ""
    postal: tuple[str, ...] = ()

    def reaches(self, channel: str) -> bool:
        """Whether this recipient has an address on the channel."""
        if channel == "email":
            return is_mail_address(self.email)
        if channel == "space":
            return self.account_id is not None
        return channel == "letter" and bool(self.name and self.postal)

    def serialise(self) -> str:
        """Compact JSON, to be encrypted."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def parse(cls, text: str) -> Recipient:
        """Read what ``serialise`` wrote."""
        data = json.loads(text)
        account = UUID(data["account_id"]) if data["account_id"] else None
        return cls(account, data["email"], data["name"], tuple(data["postal"]))


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs for the commune; ``contact`` holds the lines by which to reach them."""

    organisation: str
    department: str = ""
    contact: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The department, the commune, and how to reach them."""
        return tuple(line for line in (self.department, self.organisation, *self.contact) if line)


@dataclass(frozen=True, slots=True)
class Composition:
    """A message ready to be set: every word is in ``language``."""

    language: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    farewell: str
    signature: tuple[str, ...]
    notice: str
    footnote: str = ""


def compose(
    *, language: str, subject: str, body: str, name: str, signature: Signature, footnote: str = ""
) -> Composition:
    """Put greeting, farewell and signature around a body whose paragraphs are separated by empty lines."""
    with translation.override(language):
        return Composition(
            language=language,
            subject=one_line(subject),
            greeting=_("Bonjour %(name)s,") % {"name": name} if name else _("Bonjour,"),
            paragraphs=tuple(paragraphs(body)),
            farewell=_("Bien à vous,"),
            signature=signature.lines,
            notice=_(
                "Ce message est envoyé automatiquement. Pour nous joindre, utilisez les coordonnées ci-dessus."
            ),
            footnote=footnote,
        )


def window(recipient: Recipient, lines: int = 6) -> list[str]:
    """The address block of a window envelope: what does not fit below is joined to the last line."""
    block = [recipient.name, *recipient.postal]
    return [*block[: lines - 1], ", ".join(block[lines - 1 :])] if len(block) > lines else block


def paragraphs(body: str) -> Iterable[str]:
    """The paragraphs of a text, without surrounding space; the line breaks inside one are kept."""
    return (part.strip() for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n")) if part.strip())


def as_text(composition: Composition) -> str:
    """The plain text of a mail, wrapped; an address longer than a line stays whole."""
    c = composition
    blocks = (c.greeting, *c.paragraphs, c.farewell, "\n".join(c.signature), c.notice, c.footnote)
    return "\n\n".join("\n".join(map(_wrapped, block.splitlines())) for block in blocks if block) + "\n"


def as_html(composition: Composition) -> str:
    """The same words as one column of HTML: real headings and paragraphs, language set, no image, no script."""
    c = composition
    return format_html(
        "<!doctype html>\n"
        '<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{}</title>\n</head>\n'
        '<body style="margin:0;padding:1em;background:#ffffff;color:#1a1a1a;'
        'font-family:Verdana,Arial,sans-serif;font-size:1em;line-height:1.5;overflow-wrap:anywhere">\n'
        '<main style="max-width:38em">\n<h1 style="font-size:1.375em;line-height:1.3">{}</h1>\n{}\n'
        "<p>{}</p>\n</main>\n"
        '<footer style="max-width:38em;border-top:1px solid #767676">\n{}\n</footer>\n</body>\n</html>\n',
        c.language,
        c.subject,
        c.subject,
        format_html_join("\n", "<p>{}</p>", ((_linked(p),) for p in (c.greeting, *c.paragraphs, c.farewell))),
        _linked("\n".join(c.signature)),
        format_html_join("\n", "<p>{}</p>", ((_linked(p),) for p in (c.notice, c.footnote) if p)),
    )


def one_line(text: str) -> str:
    """The text without line breaks or repeated spaces, cut where a subject ends: it cannot smuggle a header in."""
    return " ".join(text.split())[:LONGEST_SUBJECT]


def is_mail_address(text: str) -> bool:
    """Whether a mail server could be asked to deliver to this address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def has_national_number(text: str) -> bool:
    """Whether a valid national or bis number stands in the text, with or without its printed separators."""
    return any(nn.is_valid(found) or bis.is_valid(found) for found in _candidates(text))


def without_address(words: str, address: str) -> str:
    """What a mail server answered, without the address it may repeat."""
    return re.sub(re.escape(address), "…", words, flags=re.IGNORECASE)


def _candidates(text: str) -> Iterable[str]:
    return (re.sub(r"\D", "", match.group()) for match in _NUMBER.finditer(text))


def _wrapped(line: str) -> str:
    """The line folded; a sign that French sets apart (`` :``, `` ?``) never begins a line."""
    return fill(_APART.sub("\u00a0", line), WIDTH, break_long_words=False, break_on_hyphens=False)


def _linked(text: str) -> str:
    return mark_safe("<br>\n".join(urlize(line, autoescape=True) for line in text.splitlines()))
