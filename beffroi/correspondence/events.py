"""The facts this room announces. None holds a word of the message, a name or an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from beffroi.journal.events import Fact


@dataclass(frozen=True)
class MessageQueued(Fact):
    """A message was written and is about to leave by these channels."""

    label = _("Message écrit")

    template: str
    language: str
    channels: list[str]


@dataclass(frozen=True)
class MessageDelivered(Fact):
    """A mail server took the mail, the notice stands in the private space, or the letter was printed."""

    label = _("Message remis")

    template: str
    channel: str


@dataclass(frozen=True)
class MessageFailed(Fact):
    """The mail server refused for good; ``code`` is its three digits (RFC 5321, 4.2)."""

    label = _("Message refusé")

    template: str
    channel: str
    code: int


@dataclass(frozen=True)
class MessageRead(Fact):
    """The recipient marked a notice of the private space as read."""

    label = _("Message lu")

    template: str
