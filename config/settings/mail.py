"""Outgoing mail, always over real SMTP."""

from urllib.parse import unquote, urlsplit

from .base import ENV

_relay = urlsplit(ENV.smtp_url)
# Django's own, which also keeps the server's answer as proof (docs/explanation/correspondence-and-proof.md).
EMAIL_BACKEND = "beffroi.correspondence.connectors.smtp.backend.Backend"
EMAIL_HOST = _relay.hostname or "localhost"
EMAIL_PORT = _relay.port or (465 if _relay.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_relay.username or "")
EMAIL_HOST_PASSWORD = unquote(_relay.password or "")
EMAIL_USE_SSL = _relay.scheme == "smtps"
EMAIL_TIMEOUT = 15
#: Sender of the commune's messages; empty: the address of the commune pack.
MAIL_FROM = ENV.mail_from
DEFAULT_FROM_EMAIL = ENV.mail_from or "ne-pas-repondre@localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
