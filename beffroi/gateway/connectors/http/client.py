"""One call over HTTPS: to an address that was looked at, within a time and a size, without following anybody.

The host is resolved once and the connection goes to the very address that was checked: a name that answers something
else a moment later (DNS rebinding) changes nothing. The certificate is that of the name.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from django.conf import settings

from beffroi.gateway.rules import Outcome, is_public

from .request import Prepared

#: Bytes of an answer that are read.
MOST_READ: Final = 256 * 1024
#: Answers that say: not now (RFC 9110, RFC 8470, RFC 6585).
_NOT_NOW: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer of success. Its body never shows in a ``repr``."""

    status: int
    body: bytes = field(repr=False)


class NotThrough(Exception):
    """There is no answer of use; ``status`` is what the service said, 0 when it said nothing."""

    def __init__(self, outcome: Outcome, status: int = 0) -> None:
        self.outcome, self.status = outcome, status
        super().__init__(outcome)


def send(request: Prepared) -> Answer:
    """Make a call. Raises NotThrough.

    Looking the host up takes as long as the system's resolver does; everything after it, ``request.timeout`` seconds.
    """
    connection = _Connection(request, _addresses(request.host, request.port))
    try:
        with _within(connection, request.timeout):
            return _answer(connection, request)
    except ssl.SSLCertVerificationError:
        raise NotThrough(Outcome.UNTRUSTED) from None
    except (OSError, http.client.HTTPException, ValueError):  # ValueError: a header that no server may send
        slow = connection.is_late
        raise NotThrough(Outcome.TOO_SLOW if slow else Outcome.UNREACHABLE) from None
    finally:
        connection.close()


def _addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, each of them public, unless the operator named this host. Raises NotThrough."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotThrough(Outcome.UNREACHABLE) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if f"{host}:{port}" not in settings.GATEWAY_INNER_HOSTS and not all(map(is_public, addresses)):
        raise NotThrough(Outcome.NOT_PUBLIC)
    return addresses


class _Connection(http.client.HTTPSConnection):
    """A connection to addresses that were checked, under the name of the host."""

    def __init__(self, request: Prepared, addresses: Sequence[str]) -> None:
        super().__init__(
            request.host, request.port, timeout=request.timeout, context=_trust(settings.GATEWAY_CA_FILE)
        )
        self.addresses, self.is_late = addresses, False
        self._cut = threading.Lock()

    def connect(self) -> None:
        """To the first address that takes the call. Raises OSError."""
        for number, address in enumerate(self.addresses, start=1):
            try:
                reached = socket.create_connection((address, self.port), self.timeout)
                break
            except OSError:
                if number == len(self.addresses) or self.is_late:
                    raise
        self._hold(
            _trust(settings.GATEWAY_CA_FILE).wrap_socket(
                reached, server_hostname=self.host, do_handshake_on_connect=False
            )
        )
        self.sock.do_handshake()

    def _hold(self, sock: ssl.SSLSocket) -> None:
        with self._cut:
            self.sock = sock
            if self.is_late:
                raise TimeoutError

    def cut(self) -> None:
        """The time is up: whatever is being waited for ends now."""
        with self._cut:
            self.is_late = True
            if self.sock is not None:
                # Of the plain socket: the other thread may be inside the encrypted one.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@contextmanager
def _within(connection: _Connection, seconds: int) -> Iterator[None]:
    """However slowly it trickles in, an answer is there within so many seconds or not at all."""
    timer = threading.Timer(seconds, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@lru_cache(maxsize=4)
def _trust(authority: str) -> ssl.SSLContext:
    """The authorities of this machine, and the operator's own."""
    context = ssl.create_default_context()
    if authority:
        context.load_verify_locations(authority)
    return context


def _answer(connection: _Connection, request: Prepared) -> Answer:
    connection.request(
        request.method, request.target, body=request.body or None, headers=dict(request.headers)
    )
    with connection.getresponse() as response:
        _refuse(response.status)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise NotThrough(Outcome.UNREADABLE, response.status)
        body = response.read(MOST_READ + 1)
        if connection.is_late:  # what was cut off looks like an end
            raise NotThrough(Outcome.TOO_SLOW, response.status)
        if len(body) > MOST_READ:
            raise NotThrough(Outcome.TOO_LARGE, response.status)
        if response.length:  # the service hung up before what it had announced
            raise NotThrough(Outcome.UNREACHABLE, response.status)
        return Answer(response.status, body)


def _refuse(status: int) -> None:
    """Anything but success. Raises NotThrough."""
    if 300 <= status < 400:
        raise NotThrough(Outcome.REDIRECTED, status)
    if status >= 500 or status in _NOT_NOW:
        raise NotThrough(Outcome.BUSY, status)
    if not 200 <= status < 300:
        raise NotThrough(Outcome.REFUSED, status)
