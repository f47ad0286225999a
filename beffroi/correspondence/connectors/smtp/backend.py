"""Django's SMTP backend, which also remembers what the server answered."""

from __future__ import annotations

import smtplib
from hashlib import sha256
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class _SMTP(smtplib.SMTP):
    """Keeps the digest of what was sent and the answer by which the server took it over (RFC 5321, 4.1.1.4)."""

    digest = ""
    answer: tuple[int, bytes] = (0, b"")

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.digest = sha256(msg).hexdigest()
        self.answer = super().data(msg)
        return self.answer


class _SMTPS(_SMTP, smtplib.SMTP_SSL):
    """The same over TLS."""


class Backend(EmailBackend):
    """As Django's own; ``reply`` and ``digest`` tell of the last mail: the server's words, the SHA-256 of the bytes."""

    reply = ""
    digest = ""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The client that remembers."""
        return _SMTPS if self.use_ssl else _SMTP

    def close(self) -> None:
        """Note what the connection remembers before it goes."""
        if isinstance(self.connection, _SMTP):
            code, words = self.connection.answer
            self.reply = f"{code} {words.decode(errors='replace')}" if code else ""
            self.digest = self.connection.digest
        super().close()
