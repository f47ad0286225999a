"""What a request says of itself, before Django believes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings

Application = Callable[[dict[str, Any], Any], Any]

_CHARSET = re.compile(r""";\s*charset\s*\*?\s*=\s*("[^"]*"|[^;]*)""", re.I)


class Arrivals:
    """A WSGI application in front of Django's.

    Every form is UTF-8: a request that names another writing is read all the same (Python also knows "writings" that
    fail on text, or that make characters which no database takes). Behind the TLS proxy, which is believed for
    ``X-Forwarded-Proto`` already, the visitor's address is the one that the proxy saw: the last of
    ``X-Forwarded-For``. Without it attempts would be counted for all visitors together.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if "charset" in (kind := environ.get("CONTENT_TYPE", "")).lower():
            environ["CONTENT_TYPE"] = _CHARSET.sub("", kind)
        if settings.SECURE_PROXY_SSL_HEADER and (seen := _seen_by_proxy(environ)):
            environ["REMOTE_ADDR"] = seen
        return self.application(environ, start_response)


def _seen_by_proxy(environ: dict[str, Any]) -> str:
    last = str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return ""
