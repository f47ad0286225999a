"""Mail by SMTP (RFC 5321): the port is ``Mail``, ``post`` and ``MailRefused``."""

from .port import Mail, MailRefused, Receipt, post

__all__ = ["Mail", "MailRefused", "Receipt", "post"]
