"""The service over HTTP, on a port of its own: one thread per request, nothing on disk, nothing logged."""

from __future__ import annotations

import base64
import binascii
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

from beffroi.people.connectors.fas.port import Means

from . import pages
from .provider import Client, DemonstrationCitizen, Provider, Question, Refused, Stranger

#: Where the site receives the answer, below its own address.
RETURN_PATH = "/compte/identification/retour/"
_FICTIONAL_COUNTERS = {"998", "999"}
_MOST_BYTES = 16 * 1024


class DemonstrationRefused(Exception):
    """The demonstration service may not run here, or not with these people."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is written on the wire."""

    status: int
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class DemonstrationServer(ThreadingHTTPServer):
    """Listens on the loopback; ``provider`` decides."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], make: Callable[[int], Provider]) -> None:
        """``make`` builds the provider once the port is known (port 0 takes a free one)."""
        super().__init__(address, _Handler)
        self.provider = make(self.server_address[1])

    @contextmanager
    def running(self) -> Iterator[Provider]:
        """Serve from a thread for the length of a block."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self.provider
        finally:
            self.shutdown()
            self.server_close()
            thread.join()


def serve(
    port: int,
    citizens: Sequence[DemonstrationCitizen],
    issuer: str,
    base_url: str,
    stop: threading.Event,
    *,
    client_id: str = "beffroi",
    client_secret: str = "",
    host: str = "127.0.0.1",
) -> None:
    """Run the service until ``stop`` is set.

    ``issuer`` is its address as browsers and the site see it, ``base_url`` the site's. Raises
    DemonstrationRefused in production, and for a person whose national number could be someone's (counter
    other than 998 or 999).
    """
    if settings.MODE == "production":
        raise DemonstrationRefused("le service de démonstration ne tourne jamais en production")
    if any(citizen.national_number[6:9] not in _FICTIONAL_COUNTERS for citizen in citizens):
        raise DemonstrationRefused("le service de démonstration n’accepte que des personnes fictives")
    client = Client(client_id, client_secret, frozenset({f"{base_url.rstrip('/')}{RETURN_PATH}"}))

    def make(_port: int) -> Provider:
        return Provider(issuer=issuer, client=client, citizens=citizens)

    with DemonstrationServer((host, port), make).running():
        stop.wait()


class _Handler(BaseHTTPRequestHandler):
    server: DemonstrationServer
    server_version = "Demonstration"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        self._answer(
            {
                "/authorize": self._authorize,
                "/userinfo": self._userinfo,
                "/connect/jwk_uri": self._jwk_set,
                "/demonstration.css": self._style,
            }
        )

    def do_POST(self) -> None:
        self._answer({"/authorize": self._choose, "/access_token": self._tokens})

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: addresses hold codes."""

    # What each address does.

    def _authorize(self) -> Reply:
        query = self._query()
        return self._with_question(query, lambda question: self._page(question, query))

    def _choose(self) -> Reply:
        form = self._form()
        return self._with_question(form, lambda question: self._chosen(question, form))

    def _chosen(self, question: Question, form: dict[str, str]) -> Reply:
        if "cancel" in form:
            return _redirect(self.server.provider.refuse(form, "access_denied", "the person gave up"))
        try:
            means = Means(form.get("means", ""))
            if means not in question.means:
                raise ValueError(means)
            return _redirect(self.server.provider.accept(question, form.get("citizen", ""), means))
        except (ValueError, KeyError):
            return self._page(question, form, missing=True)

    def _page(self, question: Question, values: dict[str, str], *, missing: bool = False) -> Reply:
        body = pages.authorize(self.server.provider, question, values, missing=missing)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(question.redirect_uri))
        # Browsers hold the redirect after a form to form-action too: the site's origin must be in it.
        return Reply(422 if missing else 200, body, headers={"Content-Security-Policy": pages.policy(origin)})

    def _tokens(self) -> Reply:
        try:
            return _json(200, self.server.provider.tokens(self._form(), self._credentials()))
        except Refused as refused:
            status = 401 if refused.error == "invalid_client" else 400
            return _json(status, {"error": refused.error, "error_description": refused.description})

    def _userinfo(self) -> Reply:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        try:
            body = self.server.provider.userinfo(token if scheme == "Bearer" else "")
        except Refused as refused:
            return Reply(401, headers={"WWW-Authenticate": f'Bearer error="{refused.error}"'})
        return Reply(200, body.encode(), "application/jwt")

    def _jwk_set(self) -> Reply:
        return _json(200, self.server.provider.jwk_set())

    def _style(self) -> Reply:
        return Reply(200, pages.STYLE.read_bytes(), "text/css; charset=utf-8")

    # Reading and writing.

    def _with_question(self, query: dict[str, str], then: Callable[[Question], Reply]) -> Reply:
        try:
            question = self.server.provider.question(query)
        except Stranger as stranger:
            return Reply(400, pages.stranger(self.server.provider, str(stranger)))
        except Refused as refused:
            return _redirect(self.server.provider.refuse(query, refused.error, refused.description))
        return then(question)

    def _answer(self, routes: Mapping[str, Callable[[], Reply]]) -> None:
        base = urlsplit(self.server.provider.issuer).path
        route = routes.get(urlsplit(self.path).path.removeprefix(base))
        self._write(route() if route else Reply(404, b"", "text/plain"))

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {
            "Content-Type": reply.content_type,
            "Content-Length": str(len(reply.body)),
            "Cache-Control": "no-store",
            "Content-Security-Policy": pages.policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **reply.headers,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def _query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.path).query))

    def _form(self) -> dict[str, str]:
        length = min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES)
        return dict(parse_qsl(self.rfile.read(length).decode("utf-8", "replace")))

    def _credentials(self) -> tuple[str, str] | None:
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Basic":
            return None
        try:
            name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return unquote(name), unquote(secret)


def _redirect(address: str) -> Reply:
    return Reply(303, headers={"Location": address})


def _json(status: int, value: object) -> Reply:
    return Reply(status, json.dumps(value).encode(), "application/json")
